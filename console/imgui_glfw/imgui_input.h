// Passes mouse and keyboard events to ImGui, in the order of the input queue.
#pragma once
#include <string>

#include "app/window/drawing/glfw_window.h"
#include "imgui_glfw/clipboard.h"
#include "imgui_glfw/trickle.h"

namespace gimbal::app {

// One instance at a time.
// Thread: UI, with ImGui's context.   GIL: never.
class ImguiInput {
public:
    ImguiInput(GlfwWindow& window, ClipboardService& clipboard);  // create it after ImGui's GLFW back end
    ~ImguiInput();
    ImguiInput(const ImguiInput&) = delete;

    void begin_share() { trickle_.begin_share(); }
    // Returns false if the event has to wait for the next frame, or for the clipboard text of a paste into a field.
    bool fits(const console::InputEvent& event);
    void feed(const console::InputEvent& event);
    // For keys that a panel gets: passes only modifiers and releases to ImGui, so that it does not think a key is still
    // down.
    void feed_beside(const console::InputEvent& event);
    void hide_pointer() { pointer_hidden_ = true; }  // for this frame, so that no widget under a splitter lights up
    void apply();                                    // call it between the back end's NewFrame and ImGui's

    bool text_field_active() const;  // an ImGui text field has the focus
    bool popup_open() const;
    // Returns true if a popup, dialog or notification is at this point.
    bool overlay_at(float x, float y) const;

private:
    void key(const console::InputEvent& event);
    void fetch_clipboard();

    GlfwWindow& window_;
    ClipboardService& clipboard_;
    Trickle trickle_;
    float x_ = -1e4f, y_ = -1e4f;
    bool down_[5] = {};
    bool pointer_hidden_ = false;
    enum class Paste { idle, asked, answered } paste_ = Paste::idle;
    std::string pasted_;  // the text that a field pastes
};

}  // namespace gimbal::app
