// ImGui's view of the mouse and keyboard, fed event by event from the window's one queue.
#pragma once
#include <string>

#include "app/window/drawing/glfw_window.h"
#include "app/window/input/clipboard.h"
#include "imgui_glfw/trickle.h"

namespace gimbal::app {

// Thread: UI, with ImGui's context; one at a time.   GIL: never.
class ImguiInput {
public:
    ImguiInput(GlfwWindow& window, ClipboardService& clipboard);  // after ImGui's GLFW back end was initialised
    ~ImguiInput();
    ImguiInput(const ImguiInput&) = delete;

    void begin_share() { trickle_.begin_share(); }
    // False: this event has to wait for the next frame, or for the clipboard's answer to a paste into a field.
    bool fits(const console::InputEvent& event);
    void feed(const console::InputEvent& event);
    // Keys that a panel gets: ImGui learns of modifiers, and of the release of a key it holds down.
    void feed_beside(const console::InputEvent& event);
    void hide_pointer() { pointer_hidden_ = true; }  // this frame: over a splitter nothing lights up
    void apply();                                    // after the back end's NewFrame, before ImGui's

    bool text_field_active() const;  // an ImGui field is being typed into
    bool popup_open() const;
    // Something that ImGui draws over the panels (popup, dialog, notification) is under this point.
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
    std::string pasted_;  // what a field gets when it pastes
};

}  // namespace gimbal::app
