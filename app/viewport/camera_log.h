// Writes what the user did to the camera into the Info log: one Python line for a drag, a turn of the wheel or a key.
#pragma once
#include <string>
#include <vector>

#include "api/document/scene/camera.h"
#include "app/app_context.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {

// The lines that make `after` of `before`.   Thread: any.   GIL: not needed.
std::vector<std::string> camera_lines(const document::CommandRegistry& commands, const document::Camera& before,
                                      const document::Camera& after);

// Thread: UI.   GIL: never.
class CameraLog {
public:
    // The user has moved the camera. While `gesture_goes_on`, nothing is written.
    void moved(const document::Camera& before, const document::Camera& after, bool gesture_goes_on, double now);
    void gesture_ended(double now);  // does nothing if there was none
    void write(AppContext& context, double now);
    double next_tick() const { return due_; }

private:
    bool pending_ = false;
    double due_ = console::never;
    document::Camera before_, after_;
};

}  // namespace gimbal::app
