// Keys go through ImGui's GLFW back end. The mouse is set from the events, since the back end would ask GLFW for its
// present state and not for its state at the event.
#include "gimbal/console/glfw/imgui_input.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <backends/imgui_impl_glfw.h>
#include <imgui.h>
#include <imgui_internal.h>

#include <cfloat>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

ImguiInput* fields_input = nullptr;  // ImGui's clipboard functions take no object

bool is_paste(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
    return (event.code == key::letter('V') && (event.mods & key::control)) ||
           (event.code == key::insert && (event.mods & key::shift));
}

bool is_modifier(int code) { return code >= GLFW_KEY_LEFT_SHIFT && code <= GLFW_KEY_RIGHT_SUPER; }

}  // namespace

ImguiInput::ImguiInput(GLFWwindow* window, ClipboardService& clipboard) : window_(window), clipboard_(clipboard) {
    fields_input = this;
    compat::use_field_clipboard({[] { return fields_input->pasted_.c_str(); },
                                 [](const char* text) {
                                     fields_input->pasted_ = text;
                                     fields_input->clipboard_.set(text);
                                 }});
}

ImguiInput::~ImguiInput() { fields_input = nullptr; }

bool ImguiInput::fits(const InputEvent& event) {
    GIMBAL_ON(ui);
    if (!trickle_.fits(event)) return false;
    if (!is_paste(event) || paste_ == Paste::answered) return true;
    if (paste_ == Paste::idle) fetch_clipboard();
    return false;
}

// A field pastes when it sees the key, so the key waits for the text, at most for the reader's deadline.
void ImguiInput::fetch_clipboard() {
    paste_ = Paste::asked;
    clipboard_.get([this](std::string text) {
        pasted_ = std::move(text);
        paste_ = Paste::answered;
    });
}

void ImguiInput::feed(const InputEvent& event) {
    GIMBAL_ON(ui);
    trickle_.add(event);
    switch (event.kind) {
        case InputEvent::Kind::key:
            if (is_paste(event)) paste_ = Paste::idle;
            key(event);
            break;
        case InputEvent::Kind::text: ImGui_ImplGlfw_CharCallback(window_, static_cast<unsigned>(event.code)); break;
        case InputEvent::Kind::wheel: ImGui_ImplGlfw_ScrollCallback(window_, event.wheel_x, event.wheel_y); break;
        case InputEvent::Kind::mouse_button:
            if (event.code >= 0 && event.code < 5) down_[event.code] = event.action == InputEvent::Action::press;
            [[fallthrough]];
        case InputEvent::Kind::mouse_move:
            x_ = event.x;
            y_ = event.y;
            break;
    }
}

void ImguiInput::feed_beside(const InputEvent& event) {
    GIMBAL_ON(ui);
    if (event.kind != InputEvent::Kind::key) return;
    if (is_modifier(event.code) || event.action == InputEvent::Action::release) key(event);
}

void ImguiInput::key(const InputEvent& event) {
    // Ctrl-Tab would open ImGui's window switcher, which does not know the panels.
    if (event.code == key::tab && (event.mods & key::control)) return;
    const int action = event.action == InputEvent::Action::press    ? GLFW_PRESS
                       : event.action == InputEvent::Action::repeat ? GLFW_REPEAT
                                                                    : GLFW_RELEASE;
    // From 1.87 on the back end looks the layout up itself.
    const int code = IMGUI_VERSION_NUM >= 18700 && event.position > 0 ? event.position : event.code;
    ImGui_ImplGlfw_KeyCallback(window_, code, glfwGetKeyScancode(code), action, event.mods);
}

void ImguiInput::apply() {
    GIMBAL_ON(ui);
    const bool outside = pointer_hidden_ || x_ < 0 || y_ < 0;
    if (popup_open() && !text_field_active()) compat::let_enter_choose();
    compat::set_mouse(outside ? ImVec2(-FLT_MAX, -FLT_MAX) : ImVec2(x_, y_), down_);
    pointer_hidden_ = false;
}

bool ImguiInput::text_field_active() const { return ImGui::GetIO().WantTextInput; }

bool ImguiInput::popup_open() const { return ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup); }

// Panels never come to the front, and windows over them do. So the topmost window at the point decides.
bool ImguiInput::overlay_at(float x, float y) const {
    GIMBAL_ON(ui);
    const ImVector<ImGuiWindow*>& windows = ImGui::GetCurrentContext()->Windows;
    for (int i = windows.Size - 1; i >= 0; --i) {
        const ImGuiWindow* window = windows[i];
        if (!window->WasActive || window->Hidden || (window->Flags & ImGuiWindowFlags_NoMouseInputs)) continue;
        if (!window->OuterRectClipped.Contains(ImVec2(x, y))) continue;
        return !(window->RootWindow->Flags & ImGuiWindowFlags_NoBringToFrontOnFocus);
    }
    return false;
}

}  // namespace gimbal::console
