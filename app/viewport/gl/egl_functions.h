// The functions of EGL, from a library that is loaded at the first use: a program that draws nothing does not need it.
#pragma once
#include <EGL/egl.h>

namespace gimbal::app {

struct EglFunctions {
    decltype(&::eglBindAPI) bind_api;
    decltype(&::eglChooseConfig) choose_config;
    decltype(&::eglCreateContext) create_context;
    decltype(&::eglCreatePbufferSurface) create_pbuffer_surface;
    decltype(&::eglDestroyContext) destroy_context;
    decltype(&::eglDestroySurface) destroy_surface;
    decltype(&::eglGetDisplay) get_display;
    decltype(&::eglGetError) get_error;
    decltype(&::eglGetProcAddress) get_proc_address;
    decltype(&::eglInitialize) initialize;
    decltype(&::eglMakeCurrent) make_current;
    decltype(&::eglQueryString) query_string;
};

// Throws std::runtime_error with the reason and the package that has the library; the next call tries again. The
// library stays loaded. Thread: any.   GIL: not needed.
const EglFunctions& egl();

}  // namespace gimbal::app
