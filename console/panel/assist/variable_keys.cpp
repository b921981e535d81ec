// Keys and mouse in the list of variables.
#include <algorithm>
#include <cmath>

#include "panel/assist/variable_pane.h"

namespace gimbal::console {

void VariablePane::choose(std::ptrdiff_t place) {
    const auto last = static_cast<std::ptrdiff_t>(std::max<std::size_t>(variables_.size(), 1)) - 1;
    chosen_ = static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, last));
    if (chosen_ < first_) first_ = chosen_;
    else if (rows_shown_ > 0 && chosen_ >= first_ + rows_shown_) first_ = chosen_ + 1 - rows_shown_;
}

void VariablePane::pick() {
    if (chosen_ >= variables_.size()) return;
    leave();
    prompt_.paste_text(variables_[chosen_].name);
}

bool VariablePane::on_command(Command command) {
    using enum Command;
    const auto here = static_cast<std::ptrdiff_t>(chosen_),
               page = std::max(static_cast<std::ptrdiff_t>(rows_shown_) - 1, std::ptrdiff_t{1});
    switch (command) {
        case up: choose(here - 1); return true;
        case down: choose(here + 1); return true;
        case page_up: choose(here - page); return true;
        case page_down: choose(here + page); return true;
        case text_start: choose(0); return true;
        case text_end: choose(static_cast<std::ptrdiff_t>(variables_.size()) - 1); return true;
        case take_name: pick(); return true;
        case copy:
            if (chosen_ < variables_.size()) prompt_.set_clipboard(line(chosen_));
            return true;
        case dismiss: leave(); return true;
        default: return false;
    }
}

ScrollThumb VariablePane::thumb() const {
    const auto total = static_cast<double>(variables_.size()), seen = static_cast<double>(rows_shown_);
    return thumb_in(track(), total, seen, static_cast<double>(first_) / std::max(1.0, total - seen));
}

void VariablePane::drag_to(float y) {
    const double hidden = static_cast<double>(variables_.size()) - static_cast<double>(rows_shown_);
    first_ = static_cast<std::size_t>(std::max(0.0, part_at(track(), thumb(), y, grab_) * hidden + 0.5));
}

bool VariablePane::on_mouse(const InputEvent& event) {
    if (!open_) return false;
    if (dragging_ && event.kind == InputEvent::Kind::mouse_move) {
        drag_to(event.y);
        return true;
    }
    if (dragging_ && event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::release) {
        dragging_ = false;
        return true;
    }
    const bool inside = rect_.contains(event.x, event.y);
    if (inside && event.kind == InputEvent::Kind::wheel) {
        wheel_rest_ -= 3 * event.wheel_y;
        const float whole = std::trunc(wheel_rest_);
        wheel_rest_ -= whole;
        first_ = static_cast<std::size_t>(std::max(0.0f, static_cast<float>(first_) + whole));
        return true;
    }
    if (event.kind != InputEvent::Kind::mouse_button || event.action != InputEvent::Action::press) return false;
    if (inside) press(event);
    else leave();
    return inside;
}

void VariablePane::press(const InputEvent& event) {
    take_keyboard();
    if (event.code != 0) return;
    if (!all_seen() && event.x >= rect_.x + rect_.width - bar_width_ - 4 && event.y >= first_y_) {
        const ScrollThumb bar = thumb();
        const bool on_thumb = event.y >= bar.y && event.y < bar.y + bar.height;
        grab_ = on_thumb ? event.y - bar.y : bar.height / 2;
        dragging_ = true;
        if (!on_thumb) drag_to(event.y);
        return;
    }
    const auto row = static_cast<std::ptrdiff_t>(std::floor((event.y - first_y_) / row_height_));
    if (row < 0 || first_ + static_cast<std::size_t>(row) >= variables_.size()) return;
    choose(static_cast<std::ptrdiff_t>(first_) + row);
    if (event.clicks == 2) pick();
}

}  // namespace gimbal::console
