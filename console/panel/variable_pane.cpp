// Columns as wide as what is shown needs, the value takes the rest.
#include "console/panel/variable_pane.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "console/panel/number_words.h"
#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

constexpr double refresh_seconds = 1;
constexpr float share = 0.42f, least_width = 240, least_text = 300;
constexpr std::size_t name_cells = 18, type_cells = 20;

std::string type_and_size(const Variable& one) { return one.size.empty() ? one.type : one.type + "  " + one.size; }

}  // namespace

void VariablePane::toggle() {
    open_ = !open_;
    stale_ = true;
}

void VariablePane::ask() {
    stale_ = false;
    request_ = engine_.variables(console_);
}

void VariablePane::handle(const ConsoleEvent& event) {
    if (std::holds_alternative<RunEnded>(event)) stale_ = true;
    const auto* list = std::get_if<VariableList>(&event);
    if (!list || list->request != request_ || request_ == 0) return;
    request_ = 0;
    known_ = true;
    variables_ = list->variables;
    more_ = list->more;
}

float VariablePane::width_in(float panel_width, const PanelStyle& style) const {
    if (!open_) return 0;
    const float wanted = std::max(least_width * style.scale, panel_width * share);
    return std::floor(std::min(wanted, std::max(panel_width / 2, panel_width - least_text * style.scale)));
}

void VariablePane::draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, bool running, double now) {
    rect_ = {};
    next_tick_ = 1e300;
    if (!open_) return;
    rect_ = rect;
    if (request_ == 0 && (stale_ || (running && now - asked_at_ >= refresh_seconds))) {
        asked_at_ = now;
        ask();
    }
    if (running) next_tick_ = asked_at_ + refresh_seconds;
    const float pad = std::floor(10 * style.scale), row = style.row_height, cell = style.cell_width;
    style.fill(list, rect, style.palette.panel);
    list->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, true);
    const auto word = [&](ImFont* font, float size, float x, float y, ImU32 colour, const std::string& text) {
        list->AddText(font, size, {x, y + std::floor((row - size) / 2)}, colour, text.c_str());
    };
    float y = rect.y + std::floor(8 * style.scale);
    word(style.semibold, style.ui_size, rect.x + pad, y, style.palette.title, rows().front());
    y += row + std::floor(4 * style.scale);
    first_y_ = y;
    row_height_ = row;
    rows_shown_ = static_cast<std::size_t>(std::max(0.0f, std::floor((rect.y + rect.height - y) / row)));
    first_ = std::min(first_, variables_.size() - std::min(variables_.size(), rows_shown_));
    if (variables_.empty() && known_) word(style.ui, style.ui_size, rect.x + pad, y, style.palette.dim, "What you assign appears here.");

    std::size_t names = 0, types = 0;
    const std::size_t end = std::min(variables_.size(), first_ + rows_shown_);
    for (std::size_t i = first_; i < end; ++i) {
        names = std::max(names, std::min(name_cells, cell_count(variables_[i].name)));
        types = std::max(types, std::min(type_cells, cell_count(type_and_size(variables_[i]))));
    }
    const auto columns = static_cast<std::size_t>(std::max(0.0f, (rect.width - 2 * pad) / cell));
    for (std::size_t i = first_; i < end; ++i, y += row) {
        const Variable& one = variables_[i];
        word(style.mono, style.mono_size, rect.x + pad, y, style.palette.text, in_one_line(one.name, names));
        const float type_x = rect.x + pad + cell * static_cast<float>(names + 2);
        word(style.mono, style.mono_size, type_x, y, style.palette.dim, in_one_line(type_and_size(one), types));
        if (columns < names + types + 8) continue;
        word(style.mono, style.mono_size, type_x + cell * static_cast<float>(types + 2), y, style.palette.result, in_one_line(one.value, columns - names - types - 4));
    }
    list->PopClipRect();
}

bool VariablePane::on_mouse(const InputEvent& event, std::optional<std::string>& picked) {
    if (!open_ || !rect_.contains(event.x, event.y)) return false;
    if (event.kind == InputEvent::Kind::wheel) {
        wheel_rest_ -= 3 * event.wheel_y;
        const float whole = std::trunc(wheel_rest_);
        wheel_rest_ -= whole;
        first_ = static_cast<std::size_t>(std::max(0.0f, static_cast<float>(first_) + whole));
        return true;
    }
    if (event.kind != InputEvent::Kind::mouse_button || event.action != InputEvent::Action::press) return false;
    const auto row = static_cast<std::ptrdiff_t>(std::floor((event.y - first_y_) / row_height_));
    const std::size_t place = first_ + static_cast<std::size_t>(std::max<std::ptrdiff_t>(row, 0));
    if (event.code == 0 && event.clicks == 2 && row >= 0 && place < variables_.size()) picked = variables_[place].name;
    return true;
}

std::vector<std::string> VariablePane::rows() const {
    if (!open_) return {};
    std::vector<std::string> rows{"Variables  " + with_thousands(variables_.size()) + (more_ ? " of more" : "")};
    for (std::size_t i = first_; i < std::min(variables_.size(), first_ + rows_shown_); ++i) {
        const Variable& one = variables_[i];
        rows.push_back(one.name + "  " + type_and_size(one) + (one.value.empty() ? "" : "  " + one.value));
    }
    return rows;
}

}  // namespace gimbal::console
