// A picture of the scene without a window: its own EGL context without a surface, or the current one.
#pragma once
#include <memory>

#include "api/host.h"

namespace gimbal::app {

// Thread: any one; makes its EGL context current for the call.   GIL: not held.
// Throws std::runtime_error that says what EGL lacks and which package has it.
class OffscreenRenderer {
public:
    OffscreenRenderer();
    ~OffscreenRenderer();
    Picture render(const document::Scene& scene, const document::Camera& camera, int width, int height);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
