#include "app/viewport/gl/egl_functions.h"

#include <dlfcn.h>

#include <stdexcept>
#include <string>

namespace gimbal::app {
namespace {

[[noreturn]] void refuse() {
    const char* reason = dlerror();
    throw std::runtime_error("cannot draw without a window: there is no OpenGL here (" +
                             std::string(reason ? reason : "libEGL.so.1") +
                             "). Install Mesa's drivers: apt install libegl1 libgl1-mesa-dri");
}

template <class Function>
void find(void* library, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (!function) refuse();
}

EglFunctions load() {
    void* library = dlopen("libEGL.so.1", RTLD_NOW | RTLD_LOCAL);
    if (!library) refuse();
    EglFunctions f{};
    find(library, "eglBindAPI", f.bind_api);
    find(library, "eglChooseConfig", f.choose_config);
    find(library, "eglCreateContext", f.create_context);
    find(library, "eglCreatePbufferSurface", f.create_pbuffer_surface);
    find(library, "eglDestroyContext", f.destroy_context);
    find(library, "eglDestroySurface", f.destroy_surface);
    find(library, "eglGetDisplay", f.get_display);
    find(library, "eglGetError", f.get_error);
    find(library, "eglGetProcAddress", f.get_proc_address);
    find(library, "eglInitialize", f.initialize);
    find(library, "eglMakeCurrent", f.make_current);
    find(library, "eglQueryString", f.query_string);
    return f;
}

}  // namespace

const EglFunctions& egl() {
    static const EglFunctions functions = load();  // other threads wait; after an exception the next call tries again
    return functions;
}

}  // namespace gimbal::app
