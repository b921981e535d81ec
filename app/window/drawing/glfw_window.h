// The GLFW window: an OpenGL 3.3 context without depth, stencil or samples, and callbacks that only record events.
#pragma once
#include <string>
#include <vector>

#include "gimbal/console/glfw/input_queue.h"

struct GLFWwindow;

namespace gimbal::app {

// Thread: UI, except wake().   GIL: never.
class GlfwWindow {
public:
    struct Size {
        int width = 0, height = 0;
        bool operator==(const Size&) const = default;
    };

    struct Place {
        int x = 0, y = 0, width = 0, height = 0;
        bool maximised = false;
        bool operator==(const Place&) const = default;
    };

    // Hidden until show(). Throws std::runtime_error if there is no display or no OpenGL 3.3.
    GlfwWindow(const char* title, int width, int height);
    ~GlfwWindow();
    GlfwWindow(const GlfwWindow&) = delete;

    void wait(double seconds);  // handles events; 0: does not wait
    static void wake();         // ends wait(). Thread: any.

    console::InputQueue& input() { return input_; }
    Size size() const { return size_; }
    Place place() const;  // as last reported; does not ask the X server
    void move_to(const Place& place);
    float content_scale() const;
    bool software_rendered() const { return software_; }

    bool asks_for_frame() const { return !input_.empty() || exposed_ || close_requested_ || !dropped_.empty(); }
    // Each returns what has happened since its last call.
    bool take_exposed();  // the whole window has to be drawn again
    bool take_close_request();
    std::vector<std::string> take_dropped_files();

    void set_title(const std::string& title);  // cheap if it is the same
    void show();
    void hide();  // at once, although the program may need time to end
    void swap();
    GLFWwindow* handle() const { return window_; }

private:
    void install_callbacks();

    GLFWwindow* window_ = nullptr;
    console::InputQueue input_;
    console::KeyLayout layout_;
    Size size_;
    int x_ = 0, y_ = 0;
    bool maximised_ = false;
    bool software_ = false, exposed_ = true, close_requested_ = false;
    std::vector<std::string> dropped_;
    std::string title_;
};

}  // namespace gimbal::app
