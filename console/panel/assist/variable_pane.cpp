// Columns as wide as their content; the value gets the rest.
#include "panel/assist/variable_pane.h"

#include <algorithm>

#include "gimbal/console/cells.h"
#include "gimbal/console/number_words.h"
#include "panel/view/drawing.h"
#include "panel/view/mono_text.h"

namespace gimbal::console {
namespace {

constexpr double refresh_seconds = 1;
constexpr float share = 0.42f, least_width = 240, least_text = 300;
constexpr std::size_t name_cells = 18, type_cells = 20;

std::string type_and_size(const Variable& one) { return one.size.empty() ? one.type : one.type + "  " + one.size; }

}  // namespace

void VariablePane::open() {
    open_ = keyboard_ = true;
    shown_ended_.reset();
}

void VariablePane::close() { open_ = keyboard_ = dragging_ = false; }

void VariablePane::handle(const ConsoleEvent& event) {
    const auto* list = std::get_if<VariableList>(&event);
    if (!list || list->request != request_ || request_ == 0) return;
    request_ = 0;
    if (!list->whole) return shown_ended_.reset();  // another console has asked meanwhile: ask again
    known_ = true;
    take(*list);
}

void VariablePane::take(const VariableList& list) {
    const std::string name = chosen_ < variables_.size() ? variables_[chosen_].name : "";
    variables_ = list.variables;
    more_ = list.more;
    const auto same = std::ranges::find(variables_, name, &Variable::name);
    if (same != variables_.end()) chosen_ = static_cast<std::size_t>(same - variables_.begin());
    chosen_ = std::min(chosen_, std::max<std::size_t>(variables_.size(), 1) - 1);
}

float VariablePane::width_in(float panel_width, const PanelStyle& style) const {
    if (!open_) return 0;
    const float wanted = std::max(least_width * style.scale, panel_width * share);
    return std::floor(std::min(wanted, std::max(panel_width / 2, panel_width - least_text * style.scale)));
}

void VariablePane::ask(double now) {
    const bool running = engine_.runs().current() != nullptr;
    if (request_ == 0 && (shown_ended_ != engine_.runs().ended() || (running && now - asked_at_ >= refresh_seconds))) {
        asked_at_ = now;
        shown_ended_ = engine_.runs().ended();
        request_ = engine_.variables(console_);
    }
    next_tick_ = running ? asked_at_ + refresh_seconds : HUGE_VAL;
}

void VariablePane::draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, double now) {
    rect_ = {};
    next_tick_ = HUGE_VAL;
    if (!open_) return;
    rect_ = rect;
    ask(now);
    const float pad = style.pixels(10), top = rect.y + style.pixels(8);
    style.fill(list, rect, style.palette.panel);
    if (keyboard_) draw_focus_line(list, style, rect);
    list->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, true);
    list->AddText(style.semibold, style.ui_size,
                  {rect.x + pad, top + std::floor((style.row_height - style.ui_size) / 2)}, style.palette.title,
                  rows().front().c_str());
    row_height_ = style.row_height;
    bar_width_ = style.pixels(8);
    first_y_ = top + row_height_ + style.pixels(4);
    rows_shown_ = static_cast<std::size_t>(std::max(0.0f, std::floor((rect.y + rect.height - first_y_) / row_height_)));
    first_ = std::min(first_, variables_.size() - std::min(variables_.size(), rows_shown_));
    if (variables_.empty() && known_)
        list->AddText(style.ui, style.ui_size, {rect.x + pad, first_y_}, style.palette.dim,
                      "Your variables appear here.");
    draw_rows(list, style);
    if (!all_seen()) draw_thumb(list, style, track(), bar_width_, thumb(), dragging_);
    list->PopClipRect();
}

void VariablePane::draw_rows(ImDrawList* list, const PanelStyle& style) const {
    std::size_t names = 0, types = 0;
    const std::size_t end = std::min(variables_.size(), first_ + rows_shown_);
    for (std::size_t i = first_; i < end; ++i) {
        names = std::max(names, std::min(name_cells, cell_count(variables_[i].name)));
        types = std::max(types, std::min(type_cells, cell_count(type_and_size(variables_[i]))));
    }
    const float pad = style.pixels(10), cell = style.cell_width, left = rect_.x + pad,
                type_x = left + cell * static_cast<float>(names + 2);
    const auto columns = static_cast<std::size_t>(
        std::max(0.0f, (rect_.width - 2 * pad - (all_seen() ? 0 : bar_width_)) / cell));
    float y = first_y_;
    for (std::size_t i = first_; i < end; ++i, y += row_height_) {
        const Variable& one = variables_[i];
        const bool chosen = keyboard_ && i == chosen_;
        if (chosen) fill_rect(list, {rect_.x, y, rect_.width, row_height_}, style.palette.selection);
        const auto word = [&](float x, ImU32 colour, const std::string& text) {
            draw_mono(list, style, x, y + style.mono_offset(), colour, text);
        };
        word(left, style.palette.text, in_one_line(one.name, names));
        word(type_x, chosen ? style.palette.title : style.palette.dim, in_one_line(type_and_size(one), types));
        if (columns < names + types + 8) continue;
        word(type_x + cell * static_cast<float>(types + 2), style.palette.result,
             in_one_line(one.value, columns - names - types - 4));
    }
}

std::string VariablePane::line(std::size_t place) const {
    const Variable& one = variables_[place];
    return one.name + "  " + type_and_size(one) + (one.value.empty() ? "" : "  " + one.value);
}

// The title, then the visible rows. The chosen one begins with ">".
std::vector<std::string> VariablePane::rows() const {
    if (!open_) return {};
    std::vector<std::string> rows{"Variables  " + with_thousands(variables_.size()) + (more_ ? " of more" : "")};
    for (std::size_t i = first_; i < std::min(variables_.size(), first_ + rows_shown_); ++i)
        rows.push_back((keyboard_ && i == chosen_ ? "> " : "") + line(i));
    return rows;
}

}  // namespace gimbal::console
