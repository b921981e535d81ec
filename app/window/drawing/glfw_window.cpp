// Each GLFW callback appends to the input queue or sets a flag that the frame loop reads.
#include "app/window/drawing/glfw_window.h"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <imgui.h>

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr int min_width = 400, min_height = 300;

GlfwWindow& of(GLFWwindow* window) { return *static_cast<GlfwWindow*>(glfwGetWindowUserPointer(window)); }

std::string last_glfw_error() {
    const char* text = nullptr;
    glfwGetError(&text);
    return text ? text : "no reason given";
}

// The status bar of a window larger than its screen would not be visible.
GlfwWindow::Size fitted_to_screen(int width, int height) {
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int x = 0, y = 0, free_width = 0, free_height = 0;
        glfwGetMonitorWorkarea(monitor, &x, &y, &free_width, &free_height);
        if (free_width > 0) width = std::min(width, free_width);
        if (free_height > 0) height = std::min(height, free_height);
    }
    return {std::max(width, min_width), std::max(height, min_height)};
}

bool is_software(const char* renderer) {
    const std::string_view name = renderer ? renderer : "";
    for (const char* word : {"llvmpipe", "softpipe", "swrast", "SWR", "Software"})
        if (name.find(word) != std::string_view::npos) return true;
    return false;
}

}  // namespace

GlfwWindow::GlfwWindow(const char* title, int width, int height) {
    GIMBAL_ON(ui);
    const console::HostDescriptorScope connections;
    if (!glfwInit())
        throw std::runtime_error("cannot open a window: " + last_glfw_error() +
                                 " Set DISPLAY to an X display, or run with --headless.");
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_SAMPLES, 0);     // multisampling triples the cost of a fill on a software renderer
    glfwWindowHint(GLFW_DEPTH_BITS, 0);  // the 3D view has its own depth buffer
    glfwWindowHint(GLFW_STENCIL_BITS, 0);
    glfwWindowHint(GLFW_VISIBLE, GLFW_FALSE);
    const Size size = fitted_to_screen(width, height);
    window_ = glfwCreateWindow(size.width, size.height, title, nullptr, nullptr);
    if (!window_) {
        const std::string why = last_glfw_error();
        glfwTerminate();
        throw std::runtime_error("cannot open a window with OpenGL 3.3: " + why +
                                 " The package libgl1-mesa-dri has a software renderer; or run with --headless.");
    }
    glfwMakeContextCurrent(window_);
    if (!gladLoadGL(glfwGetProcAddress)) {
        glfwDestroyWindow(window_);
        glfwTerminate();
        throw std::runtime_error(
            "cannot open a window: the OpenGL driver has no 3.3 core functions. The package libgl1-mesa-dri has them.");
    }
    software_ = is_software(reinterpret_cast<const char*>(glGetString(GL_RENDERER)));
    glfwSwapInterval(software_ ? 0 : 1);
    glfwSetWindowSizeLimits(window_, min_width, min_height, GLFW_DONT_CARE, GLFW_DONT_CARE);
    glfwGetFramebufferSize(window_, &size_.width, &size_.height);
    glfwSetWindowUserPointer(window_, this);
    install_callbacks();
}

GlfwWindow::~GlfwWindow() {
    glfwDestroyWindow(window_);
    glfwTerminate();
}

void GlfwWindow::set_title(const std::string& title) {
    GIMBAL_ON(ui);
    if (title == title_) return;
    title_ = title;
    glfwSetWindowTitle(window_, title.c_str());
}

void GlfwWindow::install_callbacks() {
    glfwSetKeyCallback(window_, [](GLFWwindow* w, int position, int scancode, int action, int mods) {
        of(w).input_.key(position, of(w).layout_.of(position, scancode, mods, action != GLFW_RELEASE),
                         console::action_of(action), mods);
    });
    glfwSetCharCallback(window_, [](GLFWwindow* w, unsigned code_point) { of(w).input_.text(code_point); });
    glfwSetMouseButtonCallback(window_, [](GLFWwindow* w, int button, int action, int mods) {
        of(w).input_.mouse_button(button, console::action_of(action), mods);
    });
    glfwSetCursorPosCallback(window_, [](GLFWwindow* w, double x, double y) { of(w).input_.mouse_move(x, y); });
    glfwSetScrollCallback(window_, [](GLFWwindow* w, double x, double y) { of(w).input_.wheel(x, y); });
    glfwSetCursorEnterCallback(window_, [](GLFWwindow* w, int entered) {
        ImGui_ImplGlfw_CursorEnterCallback(w, entered);
        if (!entered) of(w).input_.mouse_left();
    });
    glfwSetWindowFocusCallback(window_,
                               [](GLFWwindow* w, int focused) { ImGui_ImplGlfw_WindowFocusCallback(w, focused); });
    glfwSetFramebufferSizeCallback(window_, [](GLFWwindow* w, int width, int height) {
        of(w).size_ = {width, height};
        of(w).exposed_ = true;
    });
    glfwSetWindowPosCallback(window_, [](GLFWwindow* w, int x, int y) {
        of(w).x_ = x;
        of(w).y_ = y;
    });
    glfwSetWindowMaximizeCallback(window_, [](GLFWwindow* w, int maximised) { of(w).maximised_ = maximised != 0; });
    glfwSetWindowRefreshCallback(window_, [](GLFWwindow* w) { of(w).exposed_ = true; });
    glfwSetWindowCloseCallback(window_, [](GLFWwindow* w) {
        glfwSetWindowShouldClose(w, GLFW_FALSE);  // the program first asks about an unsaved script
        of(w).close_requested_ = true;
    });
    glfwSetDropCallback(window_, [](GLFWwindow* w, int count, const char** paths) {
        of(w).dropped_.insert(of(w).dropped_.end(), paths, paths + count);
    });
}

GlfwWindow::Place GlfwWindow::place() const { return {x_, y_, size_.width, size_.height, maximised_}; }

void GlfwWindow::move_to(const Place& place) {
    GIMBAL_ON(ui);
    glfwSetWindowPos(window_, place.x, place.y);
    if (place.maximised) glfwMaximizeWindow(window_);
}

void GlfwWindow::wait(double seconds) {
    GIMBAL_ON(ui);
    if (seconds <= 0) glfwPollEvents();
    else glfwWaitEventsTimeout(seconds);
}

void GlfwWindow::wake() { glfwPostEmptyEvent(); }

float GlfwWindow::content_scale() const {
    float x = 1, y = 1;
    glfwGetWindowContentScale(window_, &x, &y);
    return std::clamp(std::max(x, y), 0.5f, 4.0f);
}

bool GlfwWindow::take_exposed() { return std::exchange(exposed_, false); }
bool GlfwWindow::take_close_request() { return std::exchange(close_requested_, false); }
std::vector<std::string> GlfwWindow::take_dropped_files() { return std::exchange(dropped_, {}); }

void GlfwWindow::show() {
    GIMBAL_ON(ui);
    glfwShowWindow(window_);
}

void GlfwWindow::hide() {
    GIMBAL_ON(ui);
    glfwHideWindow(window_);
    glfwPollEvents();  // sends the request
}

void GlfwWindow::swap() {
    GIMBAL_ON(ui);
    glfwSwapBuffers(window_);
}

}  // namespace gimbal::app
