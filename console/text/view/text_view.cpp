// Scrolling, hit test and selection. text_painter.cpp in panel/view draws the view.
#include "text/view/text_view.h"

#include <algorithm>

#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {
namespace {

constexpr std::size_t lines_counted_a_frame = 50000;
constexpr double rows_a_wheel_step = 3;
constexpr double auto_scroll_seconds = 0.05;

std::uint32_t whole(float length, float unit) {
    return static_cast<std::uint32_t>(std::max(1.0f, std::floor(length / std::max(unit, 1.0f))));
}

}  // namespace

std::uint32_t ViewGeometry::columns() const { return whole(rect.width - 2 * padding - gutter - scrollbar, cell_width); }

std::uint32_t ViewGeometry::rows() const { return whole(rect.height - padding_top, row_height); }

void TextView::place(const ViewGeometry& geometry) {
    GIMBAL_ON(ui);
    geometry_ = geometry;
    layout_.set_columns(wrap_ ? geometry.columns() : TextLayout::no_wrap);
    layout_.count(lines_counted_a_frame);
    clamp_top();
    if (to_reveal_ && geometry.rect.width > 0 && to_reveal_->line <= layout_.last_row().line)
        reveal(TextPosition(*to_reveal_));
}

void TextView::lines_inserted(LineId at, std::uint64_t count) {
    GIMBAL_ON(ui);
    for (LineId* line : {&anchor_.line, &head_.line, &unit_begin_.line, &unit_end_.line, &top_.line})
        if (*line >= at) *line += count;
}

void TextView::lines_removed(LineId at, std::uint64_t count) {
    GIMBAL_ON(ui);
    for (LineId* line : {&anchor_.line, &head_.line, &unit_begin_.line, &unit_end_.line, &top_.line})
        if (*line >= at + count) *line -= count;
        else if (*line > at) *line = at;
}

RowAddress TextView::tail_top() const {
    return layout_.step(layout_.last_row(), -(static_cast<std::int64_t>(geometry_.rows()) - 1));
}

void TextView::clamp_top() {
    RowAddress tail = tail_top();
    if (follow_ || top_ > tail) top_ = tail;
    if (top_ < layout_.first_row()) top_ = layout_.first_row();
    top_ = layout_.shown(top_);
    top_.index = std::min(top_.index, std::max(layout_.rows_in(top_.line), 1u) - 1);
    if (top_ == tail) follow_ = may_follow_;
}

void TextView::scroll_to_end() {
    GIMBAL_ON(ui);
    follow_ = may_follow_;
    top_ = tail_top();
}

void TextView::scroll_by(std::int64_t rows) {
    GIMBAL_ON(ui);
    auto limit = static_cast<std::int64_t>(4 * geometry_.rows());
    if (std::abs(rows) <= limit) {
        top_ = layout_.step(top_, rows);
    } else {
        auto number = static_cast<std::int64_t>(layout_.row_number(top_)) + rows;
        top_ = layout_.row_at(static_cast<std::uint64_t>(std::max<std::int64_t>(0, number)));
    }
    follow_ = false;
    clamp_top();
}

std::vector<TextView::VisibleRow> TextView::visible_rows() const {
    std::vector<VisibleRow> rows{{top_, geometry_.text_y()}};
    const RowAddress last = layout_.last_row();
    while (rows.size() < geometry_.rows() && rows.back().row != last)
        rows.push_back({layout_.step(rows.back().row, 1), rows.back().y + geometry_.row_height});
    return rows;
}

std::optional<float> TextView::y_of(RowAddress row) const {
    for (const VisibleRow& visible : visible_rows())
        if (visible.row == row) return visible.y;
    return std::nullopt;
}

void TextView::reveal(TextPosition position) {
    GIMBAL_ON(ui);
    if (geometry_.rect.width <= 0) {
        to_reveal_ = position;
        return;
    }
    to_reveal_.reset();
    RowAddress row = layout_.row_of(position);
    auto rows = static_cast<std::int64_t>(geometry_.rows());
    if (row < top_) {
        top_ = row;
        follow_ = false;
    } else if (row > layout_.step(top_, rows - 1)) {
        top_ = layout_.step(row, -(rows - 1));
        follow_ = false;
    }
    if (!wrap_) {
        std::uint32_t cell = layout_.cell_of(position), columns = geometry_.columns();
        if (cell < left_cell_) left_cell_ = cell;
        if (cell > left_cell_ + columns) left_cell_ = cell - columns;
    }
    clamp_top();
}

void TextView::reveal_in_context(TextPosition position) {
    GIMBAL_ON(ui);
    const RowAddress row = layout_.row_of(position);
    const auto rows = static_cast<std::int64_t>(geometry_.rows());
    if (row < top_ || row > layout_.step(top_, rows - 1)) {
        top_ = layout_.step(row, -(rows / 3));
        follow_ = false;
    }
    reveal(position);
}

bool TextView::needs_scrollbar() { return !(tail_top() == layout_.first_row()); }

ScrollThumb TextView::thumb() {
    const auto total = static_cast<double>(layout_.total_rows()), seen = static_cast<double>(geometry_.rows());
    return thumb_in(geometry_.rect, total, seen,
                    follow_ ? 1.0 : static_cast<double>(layout_.row_number(top_)) / std::max(1.0, total - seen));
}

void TextView::drag_thumb(float y) {
    const double part = part_at(geometry_.rect, thumb(), y, grab_);
    auto rows = static_cast<std::int64_t>(layout_.total_rows()) - static_cast<std::int64_t>(geometry_.rows());
    top_ = layout_.row_at(
        static_cast<std::uint64_t>(part * static_cast<double>(std::max<std::int64_t>(0, rows)) + 0.5));
    follow_ = may_follow_ && part >= 1.0;
    clamp_top();
}

bool TextView::has_selection() const {
    TextPosition first{source_.first_line(), 0};
    return std::max(selection_begin(), first) < selection_end();
}

std::string TextView::selected_text() const {
    GIMBAL_ON(ui);
    return has_selection() ? text_between(source_, selection_begin(), selection_end()) : std::string();
}

void TextView::select(TextPosition anchor, TextPosition head) {
    GIMBAL_ON(ui);
    anchor_ = anchor;
    head_ = head;
}

TextPosition TextView::hit(float x, float y) const {
    auto row = static_cast<std::int64_t>(std::floor((y - geometry_.text_y()) / geometry_.row_height));
    RowAddress last = layout_.last_row(), at = layout_.step(top_, std::clamp<std::int64_t>(row, 0, geometry_.rows()));
    bool below = row > 0 && at == last && layout_.step(top_, row - 1) == last && top_ < last;
    if (below || (row > 0 && top_ == last)) return source_.line_end(last.line);
    float cells = (x - geometry_.text_x()) / geometry_.cell_width + 0.5f;
    return layout_.at(at, left_cell_ + static_cast<std::uint32_t>(std::max(0.0f, cells)));
}

void TextView::unit_around(TextPosition position, TextPosition& begin, TextPosition& end) const {
    begin = end = position;
    std::string_view line = source_.line(position.line);
    if (clicks_ >= 3) {
        begin.byte = 0;
        const bool last = position.line + 1 >= source_.end_line();
        end = last ? source_.line_end(position.line) : TextPosition{position.line + 1, 0};
    } else if (clicks_ == 2 && !line.empty()) {
        std::size_t first = position.byte < line.size() ? position.byte : previous_cluster(line, line.size());
        bool word = is_word(decode_utf8(line, first).value), space = line[first] == ' ';
        auto same = [&](std::size_t at) {
            char32_t code = decode_utf8(line, at).value;
            return word ? is_word(code) : space ? code == ' ' : false;
        };
        std::size_t after = first + cluster_at(line, first, 0).bytes;
        while (first > 0 && same(previous_cluster(line, first))) first = previous_cluster(line, first);
        while (after < line.size() && same(after)) after += cluster_at(line, after, 0).bytes;
        begin = {position.line, first};
        end = {position.line, after};
    }
}

void TextView::extend_to(TextPosition position) {
    TextPosition begin, end;
    unit_around(position, begin, end);
    bool forward = position >= unit_begin_;
    anchor_ = forward ? unit_begin_ : unit_end_;
    head_ = forward ? std::max(end, clicks_ > 1 ? unit_end_ : end) : begin;
}

void TextView::press(const InputEvent& event) {
    GIMBAL_ON(ui);
    if (!geometry_.rect.contains(event.x, event.y)) return;
    if (event.x >= geometry_.text_right() - 4 && needs_scrollbar()) {
        const ScrollThumb bar = thumb();
        bool on_thumb = event.y >= bar.y && event.y < bar.y + bar.height;
        grab_ = on_thumb ? event.y - bar.y : bar.height / 2;
        drag_ = Drag::thumb;
        if (!on_thumb) drag_thumb(event.y);
        return;
    }
    pointer_x_ = event.x;
    pointer_y_ = event.y;
    drag_ = Drag::select;
    clicks_ = std::clamp(event.clicks, 1, 3);
    TextPosition position = hit(event.x, event.y);
    if ((event.mods & key::shift) && clicks_ == 1) {
        unit_begin_ = unit_end_ = anchor_;
        extend_to(position);
    } else {
        unit_around(position, unit_begin_, unit_end_);
        select(unit_begin_, unit_end_);
    }
}

bool TextView::drag(float x, float y) {
    GIMBAL_ON(ui);
    if (drag_ == Drag::thumb) drag_thumb(y);
    if (drag_ != Drag::select) return drag_ != Drag::none;
    pointer_x_ = x;
    pointer_y_ = y;
    float bottom = geometry_.text_y() + static_cast<float>(geometry_.rows()) * geometry_.row_height - 1;
    extend_to(hit(x, std::clamp(y, geometry_.text_y(), bottom)));
    next_auto_scroll_ = overshoot(y) != 0 ? std::min(next_auto_scroll_, 0.0) : HUGE_VAL;
    return true;
}

bool TextView::release() {
    GIMBAL_ON(ui);
    bool was = drag_ != Drag::none;
    drag_ = Drag::none;
    next_auto_scroll_ = HUGE_VAL;
    return was;
}

float TextView::overshoot(float y) const {
    if (y < geometry_.rect.y) return y - geometry_.rect.y;
    return std::max(0.0f, y - (geometry_.rect.y + geometry_.rect.height));
}

void TextView::auto_scroll(double now) {
    GIMBAL_ON(ui);
    if (drag_ != Drag::select || next_auto_scroll_ > now) return;
    float pixels = overshoot(pointer_y_);
    if (pixels == 0) return;
    auto rows = static_cast<std::int64_t>(pixels / geometry_.row_height) + (pixels > 0 ? 1 : -1);
    scroll_by(rows);
    drag(pointer_x_, pointer_y_);
    next_auto_scroll_ = now + auto_scroll_seconds;
}

void TextView::wheel(float steps) {
    GIMBAL_ON(ui);
    wheel_rest_ -= steps * rows_a_wheel_step;
    auto rows = static_cast<std::int64_t>(wheel_rest_);
    wheel_rest_ -= static_cast<double>(rows);
    if (rows != 0) scroll_by(rows);
}

}  // namespace gimbal::console
