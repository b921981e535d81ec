// What needs a screen or OpenGL lies in a library of its own, loaded when it is wanted: loading GLFW, X11, EGL and
// FreeType would take 2 ms of every start without a window.
#pragma once
#include <functional>

#include "api/host.h"
#include "app/window/application.h"

namespace gimbal::app {

// A picture without a window (OffscreenRenderer::render); keeps its OpenGL context until it is destroyed.
using OffscreenRender = std::function<Picture(const document::Scene&, const document::Camera&, int width, int height)>;

struct WindowLibrary {
    int (*run_application)(ApplicationOptions options);  // Application::run. Thread: process main.
    OffscreenRender (*make_offscreen_renderer)();        // Thread: any.
};

// Loaded on the first call. Throws std::runtime_error naming the library and the remedy.
// Thread: any.   GIL: not needed.
const WindowLibrary& window_library();

}  // namespace gimbal::app
