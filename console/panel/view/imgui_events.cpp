// ImGui's names for keys changed in 1.87: before, a key is an index that the back end chooses. GLFW's back end uses
// GLFW's numbers, SDL's uses the numbers of USB keyboards.
#include "panel/view/imgui_events.h"

#include <imgui.h>

#include <utility>

namespace gimbal::console {
namespace {

constexpr float outside = -1e4f;
constexpr int f_keys = 12;

int mods_now() {
    const ImGuiIO& io = ImGui::GetIO();
    return (io.KeyShift ? key::shift : 0) | (io.KeyCtrl ? key::control : 0) | (io.KeyAlt ? key::alt : 0) |
           (io.KeySuper ? key::super : 0);
}

// The names that all versions have.
constexpr std::pair<ImGuiKey, int> named_keys[] = {
    {ImGuiKey_Tab, key::tab},
    {ImGuiKey_LeftArrow, key::left},
    {ImGuiKey_RightArrow, key::right},
    {ImGuiKey_UpArrow, key::up},
    {ImGuiKey_DownArrow, key::down},
    {ImGuiKey_PageUp, key::page_up},
    {ImGuiKey_PageDown, key::page_down},
    {ImGuiKey_Home, key::home},
    {ImGuiKey_End, key::end},
    {ImGuiKey_Insert, key::insert},
    {ImGuiKey_Delete, key::del},
    {ImGuiKey_Backspace, key::backspace},
    {ImGuiKey_Space, key::space},
    {ImGuiKey_Enter, key::enter},
    {ImGuiKey_Escape, key::escape},
#if IMGUI_VERSION_NUM >= 18700
    {ImGuiKey_KeypadEnter, key::keypad_enter},
    {ImGuiKey_KeypadAdd, key::keypad_add},
    {ImGuiKey_KeypadSubtract, key::keypad_subtract},
    {ImGuiKey_Minus, key::minus},
    {ImGuiKey_Equal, key::equal},
    {ImGuiKey_Slash, key::slash},
    {ImGuiKey_Menu, key::menu},
#else
    {ImGuiKey_KeyPadEnter, key::keypad_enter},
#endif
};

#if IMGUI_VERSION_NUM >= 18700
bool pressed(ImGuiKey key) { return ImGui::IsKeyPressed(key, true); }
bool pressed_in_row(ImGuiKey first, int offset) { return pressed(static_cast<ImGuiKey>(first + offset)); }

template <class Add>
void add_unnamed(Add add) {
    for (int i = 0; i < 26; ++i)
        if (pressed_in_row(ImGuiKey_A, i)) add(key::letter('A') + i);
    for (int i = 0; i < 10; ++i)
        if (pressed_in_row(ImGuiKey_0, i)) add(key::letter('0') + i);
    for (int i = 0; i < f_keys; ++i)
        if (pressed_in_row(ImGuiKey_F1, i)) add(key::f1 + i);
}
#else
bool pressed_index(int index) { return index >= 0 && ImGui::IsKeyPressed(index, true); }
bool pressed(ImGuiKey key) { return pressed_index(ImGui::GetKeyIndex(key)); }

template <class Add>
void add_unnamed(Add add) {
    constexpr int usb_a = 4, usb_1 = 30, usb_f1 = 58, usb_slash = 56;
    const int a = ImGui::GetKeyIndex(ImGuiKey_A);
    const bool usb = a == usb_a, glfw = a == key::letter('A') && ImGui::GetKeyIndex(ImGuiKey_Tab) == key::tab;
    for (int i = 0; i < 26; ++i)
        if (pressed_index(a + i)) add(key::letter('A') + i);
    if (!usb && !glfw) return;
    for (int i = 0; i < 10; ++i)
        if (pressed_index(usb ? (i == 0 ? usb_1 + 9 : usb_1 + i - 1) : key::letter('0') + i)) add(key::letter('0') + i);
    for (int i = 0; i < f_keys; ++i)
        if (pressed_index((usb ? usb_f1 : key::f1) + i)) add(key::f1 + i);
    if (pressed_index(usb ? usb_slash : key::slash)) add(key::slash);
    if (glfw && pressed_index(key::menu)) add(key::menu);
}
#endif

class Collector {
public:
    Collector(std::vector<InputEvent>& events, double now) : events_(events) {
        const ImGuiIO& io = ImGui::GetIO();
        const bool inside = ImGui::IsMousePosValid(&io.MousePos);
        sample_.x = inside ? io.MousePos.x : outside;
        sample_.y = inside ? io.MousePos.y : outside;
        sample_.mods = mods_now();
        sample_.time = now;
    }

    InputEvent& add(InputEvent::Kind kind) {
        InputEvent& event = events_.emplace_back(sample_);
        event.kind = kind;
        return event;
    }

    void mouse() {
        const ImGuiIO& io = ImGui::GetIO();
        if (io.MousePos.x != io.MousePosPrev.x || io.MousePos.y != io.MousePosPrev.y) add(InputEvent::Kind::mouse_move);
        for (int button = 0; button < 3; ++button) {
            if (io.MouseClicked[button]) {
                InputEvent& event = add(InputEvent::Kind::mouse_button);
                event.code = button;
                event.clicks = (io.MouseClickedCount[button] + 2) % 3 + 1;
            }
            if (io.MouseReleased[button]) {
                InputEvent& event = add(InputEvent::Kind::mouse_button);
                event.code = button;
                event.action = InputEvent::Action::release;
            }
        }
        if (io.MouseWheel == 0 && io.MouseWheelH == 0) return;
        InputEvent& event = add(InputEvent::Kind::wheel);
        event.wheel_x = io.MouseWheelH;
        event.wheel_y = io.MouseWheel;
    }

    // With Ctrl, but not with AltGr, a letter is a shortcut.
    void text() {
        const ImGuiIO& io = ImGui::GetIO();
        if ((io.KeyCtrl && !io.KeyAlt) || io.KeySuper) return;
        for (const ImWchar code : io.InputQueueCharacters) add(InputEvent::Kind::text).code = static_cast<int>(code);
    }

    void keys() {
        const auto add_key = [this](int code) { add(InputEvent::Kind::key).code = code; };
        for (const auto& [imgui, code] : named_keys)
            if (pressed(imgui)) add_key(code);
        add_unnamed(add_key);
    }

private:
    std::vector<InputEvent>& events_;
    InputEvent sample_;
};

}  // namespace

std::vector<InputEvent> imgui_events(bool keyboard, double now) {
    std::vector<InputEvent> events;
    Collector collector(events, now);
    collector.mouse();
    if (!keyboard) return events;
    collector.text();
    collector.keys();
    return events;
}

}  // namespace gimbal::console
