// The library with everything that needs a display or OpenGL. It is loaded on demand, because loading GLFW, X11, EGL
// and FreeType takes 2 ms, which a start without a window need not spend.
#pragma once
#include "app/headless_host.h"
#include "app/window/application.h"

namespace gimbal::app {

struct WindowLibrary {
    int (*run_application)(ApplicationOptions options);  // Application::run. Thread: UI.
    OffscreenRender (*make_offscreen_renderer)();        // Thread: any.
};

// Loads the library on the first call. Throws std::runtime_error with the library and the remedy.
// Thread: any.   GIL: not needed.
const WindowLibrary& window_library();

}  // namespace gimbal::app
