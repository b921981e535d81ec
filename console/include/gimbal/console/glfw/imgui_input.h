// Feeds mouse and keyboard to Dear ImGui, event by event from the window's queue.
#pragma once
#include <string>

#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/glfw/clipboard.h"
#include "gimbal/console/glfw/trickle.h"

struct GLFWwindow;

namespace gimbal::console {

// Thread: UI, with ImGui's context current. One object at a time.   GIL: never.
class ImguiInput : NonCopyable {
public:
    ImguiInput(GLFWwindow* window, ClipboardService& clipboard);  // after ImGui_ImplGlfw_Init
    ~ImguiInput();

    void begin_share() { trickle_.begin_share(); }
    // False: the event waits for the next frame, or for the clipboard's answer to a paste into a field.
    bool fits(const InputEvent& event);
    void feed(const InputEvent& event);
    // For keys that a panel gets: ImGui still needs the modifiers, and the release of a key that it holds down.
    void feed_beside(const InputEvent& event);
    void hide_pointer() { pointer_hidden_ = true; }  // for this frame: nothing lights up under a splitter
    void apply();                                    // after the back end's NewFrame, before ImGui::NewFrame

    bool text_field_active() const;  // an ImGui field has the keyboard
    bool popup_open() const;
    // True if ImGui draws something over the panels at this point: a popup, a dialog, a notification.
    bool overlay_at(float x, float y) const;

private:
    void key(const InputEvent& event);
    void fetch_clipboard();

    GLFWwindow* window_;
    ClipboardService& clipboard_;
    Trickle trickle_;
    float x_ = -1e4f, y_ = -1e4f;
    bool down_[5] = {};
    bool pointer_hidden_ = false;
    enum class Paste { idle, asked, answered } paste_ = Paste::idle;
    std::string pasted_;  // the clipboard as the field sees it
};

}  // namespace gimbal::console
