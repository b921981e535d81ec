// Tries Mesa's surfaceless platform first, then the default display with a tiny buffer. OpenGL's functions are loaded
// once.
#include "app/viewport/gl/egl_context.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <glad/gl.h>

#include <cstring>
#include <mutex>
#include <sstream>
#include <stdexcept>
#include <string>

#include "app/viewport/gl/egl_functions.h"
#include "gimbal/console/base/host_descriptors.h"

namespace gimbal::app {
namespace {

[[noreturn]] void fail(const std::string& what) {
    std::ostringstream text;
    text << "cannot draw without a window: " << what << " (EGL error 0x" << std::hex << egl().get_error()
         << "). Install Mesa's drivers: apt install libegl1 libgl1-mesa-dri";
    throw std::runtime_error(text.str());
}

bool has_extension(const char* list, const char* name) { return list && std::strstr(list, name); }

EGLDisplay surfaceless_display() {
    if (!has_extension(egl().query_string(EGL_NO_DISPLAY, EGL_EXTENSIONS), "EGL_MESA_platform_surfaceless"))
        return EGL_NO_DISPLAY;
    const auto get = reinterpret_cast<PFNEGLGETPLATFORMDISPLAYEXTPROC>(
        egl().get_proc_address("eglGetPlatformDisplayEXT"));
    return get ? get(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr) : EGL_NO_DISPLAY;
}

EGLDisplay open_display() {
    for (EGLDisplay display : {surfaceless_display(), egl().get_display(EGL_DEFAULT_DISPLAY)})
        if (display != EGL_NO_DISPLAY && egl().initialize(display, nullptr, nullptr)) return display;
    fail("EGL found no display, surfaceless or other");
}

EGLConfig choose_config(EGLDisplay display) {
    const EGLint attributes[] = {EGL_SURFACE_TYPE,
                                 EGL_PBUFFER_BIT,
                                 EGL_RENDERABLE_TYPE,
                                 EGL_OPENGL_BIT,
                                 EGL_RED_SIZE,
                                 8,
                                 EGL_GREEN_SIZE,
                                 8,
                                 EGL_BLUE_SIZE,
                                 8,
                                 EGL_NONE};
    EGLConfig config = nullptr;
    EGLint count = 0;
    if (!egl().choose_config(display, attributes, &config, 1, &count) || count == 0)
        fail("EGL has no configuration for OpenGL");
    return config;
}

// The process has one set of function pointers, and with libglvnd they are the same for GLX and EGL. If a window has
// loaded them, nothing is done. A second thread waits until the first one has loaded them.
void load_functions() {
    static std::mutex mutex;
    const std::lock_guard lock(mutex);
    if (glad_glGenVertexArrays) return;
    if (!gladLoadGL(reinterpret_cast<GLADloadfunc>(egl().get_proc_address)))
        fail("the driver offers no OpenGL functions");
}

}  // namespace

struct EglContext::State {
    EGLDisplay display = EGL_NO_DISPLAY;
    EGLSurface surface = EGL_NO_SURFACE;
    EGLContext context = EGL_NO_CONTEXT;
};

EglContext::EglContext() : state_(std::make_unique<State>()) {
    const console::HostDescriptorScope devices;
    State& s = *state_;
    s.display = open_display();
    if (!egl().bind_api(EGL_OPENGL_API)) fail("EGL offers OpenGL ES only");
    const EGLConfig config = choose_config(s.display);
    const EGLint version[] = {
        EGL_CONTEXT_MAJOR_VERSION,           3,       EGL_CONTEXT_MINOR_VERSION, 3, EGL_CONTEXT_OPENGL_PROFILE_MASK,
        EGL_CONTEXT_OPENGL_CORE_PROFILE_BIT, EGL_NONE};
    s.context = egl().create_context(s.display, config, EGL_NO_CONTEXT, version);
    if (s.context == EGL_NO_CONTEXT) fail("the driver has no OpenGL 3.3");
    if (!has_extension(egl().query_string(s.display, EGL_EXTENSIONS), "EGL_KHR_surfaceless_context")) {
        const EGLint size[] = {EGL_WIDTH, 16, EGL_HEIGHT, 16, EGL_NONE};
        s.surface = egl().create_pbuffer_surface(s.display, config, size);
    }
    Current current(*this);
    load_functions();
}

// The display stays initialised, because EGL has one for each process and another context may use it.
EglContext::~EglContext() {
    if (state_->surface != EGL_NO_SURFACE) egl().destroy_surface(state_->display, state_->surface);
    if (state_->context != EGL_NO_CONTEXT) egl().destroy_context(state_->display, state_->context);
}

EglContext::Current::Current(const EglContext& context) : context_(context) {
    const State& s = *context.state_;
    egl().bind_api(EGL_OPENGL_API);  // EGL keeps this choice for each thread
    if (!egl().make_current(s.display, s.surface, s.surface, s.context)) fail("its context is busy on another thread");
}

EglContext::Current::~Current() {
    egl().make_current(context_.state_->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
}

}  // namespace gimbal::app
