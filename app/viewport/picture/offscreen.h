// Renders a picture of the scene without a window, in an EGL context without a surface or in the current context.
#pragma once
#include <memory>

#include "api/host.h"
#include "app/headless_host.h"

namespace gimbal::app {

// What the framebuffer that is bound for reading holds, rows from the top. Thread: that of the current context.
Picture read_picture(int width, int height);

// Thread: any, one at a time; makes its EGL context current for the call.   GIL: not held.
// Throws std::runtime_error with what EGL lacks and which package has it.
class OffscreenRenderer {
public:
    OffscreenRenderer();
    ~OffscreenRenderer();
    Picture render(const document::Scene& scene, const document::Camera& camera, int width, int height);

private:
    struct State;
    std::unique_ptr<State> state_;
};

OffscreenRender make_offscreen_renderer();  // its renderer lives as long as the function

}  // namespace gimbal::app
