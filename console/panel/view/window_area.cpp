#include "panel/view/window_area.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "gimbal/console/imgui_compat.h"
#include "panel/view/imgui_events.h"
#include "panel/view/imgui_focus.h"
#include "panel/view/text_window.h"

namespace gimbal::console {
namespace {

// No navigation, so that Tab and the arrow keys reach the text.
constexpr ImGuiWindowFlags child_flags = ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar |
                                         ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoNav |
                                         ImGuiWindowFlags_NoSavedSettings;
constexpr ImGuiButtonFlags all_buttons = ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight |
                                         ImGuiButtonFlags_MouseButtonMiddle;
constexpr float outside = -1e4f;
constexpr int settling_frames = 2;
constexpr float fitted_width = 50, fitted_height = 25;  // in heights of the text

ImVec2 wanted_size() {
    if (window_fits_content()) {
        const float text = ImGui::GetFontSize();
        return {std::floor(text * fitted_width), std::floor(text * fitted_height)};
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    return {std::max(1.0f, std::floor(room.x)), std::max(1.0f, std::floor(room.y))};
}

bool is_keyboard(const InputEvent& event) {
    return event.kind == InputEvent::Kind::key || event.kind == InputEvent::Kind::text;
}

}  // namespace

WindowArea::WindowArea() : id_(unique_window_id("##area")) {}

bool WindowArea::begin(std::optional<std::span<const InputEvent>> input, double now) {
    const ImVec2 size = wanted_size();
    const bool visible = compat::begin_child(id_.c_str(), size, child_flags);
    const ImVec2 corner = ImGui::GetWindowPos();
    rect_ = {corner.x, corner.y, size.x, size.y};
    ImGui::InvisibleButton("##input", size, all_buttons);
    const bool hovered = ImGui::IsItemHovered(), had_keyboard = has_keyboard_;
    if (hovered) keep_wheel_from_host();
    follow_focus(ImGui::IsWindowAppearing());
    input_.clear();
    if (!visible) has_keyboard_ = false;
    if (!visible) return false;
    // The key that gave the keyboard back, such as the Escape that closed a popup, is not the panel's.
    takes_keys_ = has_keyboard_ && had_keyboard;
    if (input) sort_out(*input, hovered);
    else sort_out(imgui_events(takes_keys_, now), hovered);
    if (has_keyboard_) {
        compat::capture_keyboard();
        want_text_input();
    }
    settling_ = input_.empty() ? std::max(0, settling_ - 1) : settling_frames;
    return true;
}

void WindowArea::end() {
    ImGui::EndChild();
    if (!std::exchange(give_, false) || !has_keyboard_) return;
    holds_ = false;
    given_back_ = true;
    ImGui::SetWindowFocus();
}

void WindowArea::follow_focus(bool appearing) {
    if (std::exchange(take_, false)) ImGui::SetWindowFocus();
    const FocusPlace place = focus_place();
    const std::uint32_t item = active_item_around();
    if (appearing) {
        holds_ = true;
        passed_item_ = item;
    }
    if (item != passed_item_) passed_item_ = 0;
    if (place == FocusPlace::elsewhere && std::exchange(given_back_, false)) holds_ = true;
    if (place == FocusPlace::here) holds_ = true;
    if (place == FocusPlace::beside || (place == FocusPlace::around && item != passed_item_)) holds_ = false;
    has_keyboard_ = holds_ && place != FocusPlace::elsewhere;
    if (has_keyboard_ && place == FocusPlace::around) ImGui::SetWindowFocus();
}

void WindowArea::sort_out(std::span<const InputEvent> events, bool hovered) {
    for (InputEvent event : events)
        if (is_ours(event, hovered)) input_.push_back(event);
    pointer_inside_ = hovered;
}

bool WindowArea::is_ours(InputEvent& event, bool hovered) {
    if (is_keyboard(event)) return takes_keys_;
    const unsigned button = event.kind == InputEvent::Kind::mouse_button ? 1u << event.code : 0;
    if (button != 0 && event.action == InputEvent::Action::press) {
        if (hovered) captured_ |= button;
        // The keys that follow a click in the same frame are the panel's, too.
        if (hovered) takes_keys_ = has_keyboard_;
        return hovered;
    }
    if (button != 0) return std::exchange(captured_, captured_ & ~button) & button;
    if (hovered || captured_ != 0) return true;
    event.x = event.y = outside;  // the pointer has left, or another window covers the area
    return event.kind == InputEvent::Kind::mouse_move && pointer_inside_;
}

}  // namespace gimbal::console
