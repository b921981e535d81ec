// Renders a picture of the scene without a window, in an EGL context without a surface or in the current context.
#pragma once
#include <memory>

#include "api/host.h"
#include "app/names.h"

namespace gimbal::app {

// Thread: any, one at a time; makes its EGL context current for the call.   GIL: not held.
// Throws std::runtime_error with what EGL lacks and which package has it.
class OffscreenRenderer {
public:
    OffscreenRenderer();
    ~OffscreenRenderer();
    Picture render(const Scene& scene, const Camera& camera, int width, int height);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
