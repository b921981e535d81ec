#include "app/window/input/input_router.h"

#include <algorithm>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr int settling_frames = 2;  // ImGui reports one frame later that a field wants text

bool is_keyboard(const InputEvent& event) {
    return event.kind == InputEvent::Kind::key || event.kind == InputEvent::Kind::text;
}

// Ctrl and a letter pass a text field, except the letters for which ImGui's field has its own commands.
bool passes_a_field(const InputEvent& event) {
    const bool letter = event.code >= 'A' && event.code <= 'Z';
    return letter && (event.mods & console::key::control) &&
           std::string_view("ACVXYZ").find(static_cast<char>(event.code)) == std::string_view::npos;
}

}  // namespace

InputRouter::InputRouter(Layout& layout, console::ImguiInput& imgui) : layout_(layout), imgui_(imgui) {}

double InputRouter::take_share(console::InputQueue& queue) {
    GIMBAL_ON(ui);
    for (auto& share : shares_) share.clear();
    imgui_.begin_share();
    keys_in_share_ = press_in_share_ = false;
    if (frames_to_settle_ > 0) --frames_to_settle_;
    if (!layout_.shown(focused_)) focused_ = PanelId::console;
    if (!layout_.shown(focused_)) focus_next();
    double first = console::never;
    while (!queue.empty() && fits(queue.front())) {
        const InputEvent event = queue.pop();
        first = std::min(first, event.time);
        route(event);
    }
    if (splitter()) imgui_.hide_pointer();
    return first;
}

bool InputRouter::imgui_has_keyboard() const {
    return imgui_.text_field_active() || imgui_.popup_open() || receivers_->dialog_open();
}

bool InputRouter::fits(const InputEvent& event) {
    if (is_keyboard(event)) {
        if (frames_to_settle_ > 0 || press_in_share_) return false;
        return !imgui_has_keyboard() || imgui_.fits(event);
    }
    if (event.kind == InputEvent::Kind::mouse_button && keys_in_share_) return false;
    return imgui_.fits(event);
}

void InputRouter::route(const InputEvent& event) {
    if (is_keyboard(event)) {
        keys_in_share_ = true;
        route_key(event);
    } else {
        route_mouse(event);
    }
}

void InputRouter::route_key(const InputEvent& event) {
    const bool pressed = event.kind == InputEvent::Kind::key && event.action != InputEvent::Action::release;
    if (imgui_has_keyboard()) {
        if (pressed && passes_a_field(event) && !imgui_.popup_open() && !receivers_->dialog_open() &&
            receivers_->handle_global_key(event)) {
            frames_to_settle_ = settling_frames;
            return;
        }
        imgui_.feed(event);
        if (pressed && (event.code < console::key::space || event.code >= console::key::escape))
            frames_to_settle_ = settling_frames;
        return;
    }
    imgui_.feed_beside(event);
    if (pressed) {
        if (receivers_->handle_global_key(event)) {
            frames_to_settle_ = settling_frames;  // it may have opened a dialog
            return;
        }
        if (event.code == console::key::f6) {
            if (!receivers_->focus_next_part(focused_)) focus_next();
            return;
        }
        if (event.code == console::key::escape && focused_ != PanelId::console && layout_.shown(PanelId::console) &&
            !receivers_->keeps_escape(focused_))
            return focus(PanelId::console);
    }
    give(focused_, event);
}

void InputRouter::route_mouse(const InputEvent& event) {
    x_ = event.x;
    y_ = event.y;
    if (event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::press) return press(event);

    const bool release = event.kind == InputEvent::Kind::mouse_button;
    if (release) buttons_down_ = std::max(0, buttons_down_ - 1);
    if (dragged_) {
        layout_.drag(*dragged_, x_, y_);
        if (!release) return;
        layout_.remember();
        dragged_.reset();
        return;
    }
    imgui_.feed(event);
    const bool over_panels = !imgui_captured_ && !imgui_.popup_open() && !imgui_.overlay_at(x_, y_);
    const std::optional<PanelId> under = captured_ ? captured_ : over_panels ? layout_.panel_at(x_, y_) : std::nullopt;
    if (hovered_ && hovered_ != under && event.kind == InputEvent::Kind::mouse_move)
        give(*hovered_, event);  // so that it sees the pointer leave
    hovered_ = under;
    const bool over_text = under &&
                           (*under == PanelId::console || *under == PanelId::editor || *under == PanelId::info);
    if (over_text && event.kind == InputEvent::Kind::wheel && (event.mods & console::key::control) &&
        event.wheel_y != 0)
        return receivers_->zoom_text(event.wheel_y > 0 ? 1 : -1);
    if (under) give(*under, event);
    if (release && buttons_down_ == 0) {
        captured_.reset();
        imgui_captured_ = false;
        frames_to_settle_ = std::max(frames_to_settle_, settling_frames);
    }
}

void InputRouter::press(const InputEvent& event) {
    ++buttons_down_;
    press_in_share_ = true;
    frames_to_settle_ = settling_frames;
    if (dragged_) return;
    if (buttons_down_ == 1) {
        if (imgui_.popup_open() || receivers_->dialog_open() || imgui_.overlay_at(event.x, event.y)) {
            imgui_captured_ = true;
        } else if (const auto splitter = layout_.splitter_at(event.x, event.y)) {
            if (event.code == 0) dragged_ = splitter;
            return;
        } else if (over_edge_handle()) {
            if (event.code == 0) layout_.toggle_right_column();
            return;
        } else {
            captured_ = layout_.panel_at(event.x, event.y);
            if (captured_) focused_ = *captured_;
        }
    }
    imgui_.feed(event);
    if (!captured_) return;
    give(*captured_, event);
    if (event.code == 0 && event.clicks == 2) double_click_ = event;
}

std::optional<Layout::Splitter> InputRouter::splitter() const {
    if (dragged_) return dragged_;
    if (buttons_down_ > 0 || imgui_.popup_open() || imgui_.overlay_at(x_, y_)) return std::nullopt;
    return layout_.splitter_at(x_, y_);
}

bool InputRouter::over_edge_handle() const {
    return layout_.edge_handle().contains(x_, y_) && !imgui_.popup_open() && !imgui_.overlay_at(x_, y_);
}

void InputRouter::focus(PanelId panel) {
    GIMBAL_ON(ui);
    layout_.show(panel);
    focused_ = panel;
}

void InputRouter::focus_next() {
    std::size_t next = static_cast<std::size_t>(focused_);
    for (std::size_t tried = 0; tried < panel_count; ++tried) {
        next = (next + 1) % panel_count;
        if (layout_.shown(static_cast<PanelId>(next))) break;
    }
    focused_ = static_cast<PanelId>(next);
}

// The right part of a header holds buttons and notes, so only a double click on its left part maximises.
void InputRouter::finish_frame(float header_height, bool widget_hovered) {
    GIMBAL_ON(ui);
    if (!double_click_) return;
    const InputEvent event = *double_click_;
    double_click_.reset();
    const auto panel = layout_.panel_at(event.x, event.y);
    if (!panel || widget_hovered) return;
    const Rect rect = layout_.rect(*panel);
    if (event.y < rect.y + header_height && event.x < rect.x + rect.width * 0.6f) layout_.toggle_maximised(*panel);
}

}  // namespace gimbal::app
