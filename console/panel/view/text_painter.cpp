// Draws a run of plain ASCII with one AddText, and other text cluster by cluster.
#include "panel/view/text_painter.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "gimbal/console/cells.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"
#include "panel/view/drawing.h"
#include "panel/view/mono_text.h"

namespace gimbal::console {

namespace {

constexpr std::uint32_t cells_before_a_remark = 2;

ImU32 colour_of(Ink ink, const Palette& palette) {
    if (!ink::is_name(ink)) return IM_COL32(ink & 255, ink >> 8 & 255, ink >> 16 & 255, ink >> 24);
    static constexpr ImU32 Palette::*named[] = {
        &Palette::output,  &Palette::dim,     &Palette::prompt, &Palette::result, &Palette::error_output,
        &Palette::error,   &Palette::keyword, &Palette::string, &Palette::number, &Palette::definition,
        &Palette::comment, &Palette::running, &Palette::accent};
    static_assert(std::size(named) == ink::accent + 1);
    return palette.*(ink < std::size(named) ? named[ink] : &Palette::output);
}

// The remark at the right end of a line's first row; none if the text leaves no room.
std::optional<Remark> remark_of(const TextView& view, RowAddress row, const LineExtras* extras) {
    if (!extras || row.index > 0) return std::nullopt;
    std::optional<Remark> words = extras->remark_at(row.line);
    if (!words) return std::nullopt;
    const RowSpan span = view.layout().span(row);
    const std::size_t taken = cell_count(view.source().line(row.line).substr(span.begin, span.end - span.begin));
    const bool fits = taken + cells_before_a_remark + cell_count(words->words) <= view.geometry().columns();
    return fits ? words : std::nullopt;
}

}  // namespace

// Grey for a matched pair, reddish for an unmatched bracket.
void mark_brackets(std::vector<GroundMark>& grounds, const std::optional<BracketMatch>& match, const Palette& palette) {
    if (!match) return;
    ImU32 colour = match->partner ? palette.button_hover : (palette.error & ~IM_COL32_A_MASK) | 0x70000000u;
    for (const auto& at : {std::optional(match->bracket), match->partner})
        if (at) grounds.push_back({*at, {at->line, at->byte + 1}, colour});
}

void TextPainter::paint(ImDrawList* list, TextView& view, const PanelStyle& style, const PaintOptions& options) {
    GIMBAL_ON(ui);
    list_ = list;
    view_ = &view;
    style_ = &style;
    even_advance_ = has_even_advance(style);
    const ViewGeometry& geometry = view.geometry();
    for (const auto& [row, y] : view.visible_rows()) {
        if (row.line == options.marked_line)
            fill_rect(list, {geometry.rect.x, y, geometry.rect.width, geometry.row_height},
                      (options.mark & 0xFFFFFF) | 0x30000000);
        paint_row(row, y, options);
        if (const auto words = remark_of(view, row, options.extras)) paint_remark(*words, y);
        if (options.line_numbers && row.index == 0) paint_number(row.line, y);
        if (options.caret && options.caret_visible && view.layout().row_of(*options.caret) == row) {
            float x = x_of(view.layout().cell_of(*options.caret));
            list->AddRectFilled({x, y + 1}, {x + style.line(2), y + geometry.row_height - 1}, style.palette.text);
        }
    }
    if (view.needs_scrollbar())
        draw_thumb(list, style, geometry.rect, geometry.scrollbar, view.thumb(), view.captured());
}

float TextPainter::x_of(std::uint32_t cell) const {
    auto cells = static_cast<float>(static_cast<std::int64_t>(cell) - static_cast<std::int64_t>(view_->left_cell()));
    return view_->geometry().text_x() + cells * view_->geometry().cell_width;
}

void TextPainter::paint_row(RowAddress row, float y, const PaintOptions& options) {
    if (view_->has_selection())
        paint_ground(row, view_->selection_begin(), view_->selection_end(), style_->palette.selection, y);
    paint_marks(row, y, options.find.marks(row.line));
    for (const GroundMark& mark : options.grounds)
        if (mark.begin.line <= row.line && mark.end.line >= row.line)
            paint_ground(row, mark.begin, mark.end, mark.colour, y);
    if (options.extras && view_->source().rows_of(row.line).fixed > 0) {
        float first = y - static_cast<float>(row.index) * view_->geometry().row_height;
        bool seen_already = row.index > 0 && row != view_->top();
        if (seen_already || options.extras->draw_picture(list_, row.line, x_of(0), first)) return;
    }
    RowSpan span = view_->layout().span(row);
    std::string_view line = view_->source().line(row.line);
    view_->source().runs(row.line, runs_);
    paint_text(line, span.begin, span.end, y);
}

// In the gutter.
void TextPainter::paint_number(LineId line, float y) {
    const std::string number = std::to_string(line + 1);
    const float x = view_->geometry().text_x() - style_->cell_width * static_cast<float>(number.size() + 1) -
                    style_->pixels(4);
    list_->AddText(style_->mono, style_->mono_size, {x, y + style_->mono_offset()}, style_->palette.line_number,
                   number.c_str());
}

void TextPainter::paint_remark(const Remark& remark, float y) {
    const auto cells = static_cast<std::uint32_t>(cell_count(remark.words)), columns = view_->geometry().columns();
    std::uint32_t column = view_->left_cell() + columns - std::min(columns, cells);
    const std::string_view words = remark.words;
    for (std::size_t at = 0; at < words.size();) {
        const Cluster cluster = cluster_at(words, at, column);
        paint_piece(words.substr(at, cluster.bytes), column, cluster.cells, {0, remark.colour}, y);
        column += cluster.cells;
        at += cluster.bytes;
    }
}

void TextPainter::paint_marks(RowAddress row, float y, std::span<const TextMatch> marks) {
    if (marks.empty()) return;
    const RowSpan span = view_->layout().span(row);
    const std::string_view text = view_->source().line(row.line).substr(0, span.end);
    const bool plain = is_plain(text.substr(span.begin));
    const std::uint32_t left = view_->left_cell(), right = left + view_->geometry().columns() + 2;
    std::uint32_t at = span.begin, column = 0;
    auto cell = [&](std::uint32_t byte) {  // called with increasing bytes
        if (plain) return byte - span.begin;
        for (Cluster one; at < byte && column < right; at += one.bytes)
            column += (one = cluster_at(text, at, column)).cells;
        return column;
    };
    const std::uint32_t first = span.begin + (plain ? left : 0);
    auto mark = std::ranges::partition_point(marks, [&](const TextMatch& one) { return one.end.byte <= first; });
    for (; mark != marks.end() && mark->begin.byte < span.end; ++mark) {
        const std::uint32_t begin = std::max(cell(std::max(mark->begin.byte, span.begin)), left),
                            end = cell(std::min(mark->end.byte, span.end));
        if (begin >= right) return;
        const bool current = mark->begin == view_->selection_begin() && mark->end == view_->selection_end();
        if (end > begin)
            list_->AddRectFilled({x_of(begin), y}, {x_of(end), y + view_->geometry().row_height},
                                 current ? style_->palette.found_current : style_->palette.found);
    }
}

void TextPainter::paint_ground(RowAddress row, TextPosition from, TextPosition to, ImU32 colour, float y) {
    RowSpan span = view_->layout().span(row);
    TextPosition row_begin{row.line, span.begin}, row_end{row.line, span.end};
    TextPosition begin = std::max(from, row_begin), end = std::min(to, row_end);
    bool past_end = to > row_end && from <= row_end;
    if (begin > end || (begin == end && !past_end)) return;
    std::string_view text = view_->source().line(row.line);
    auto cell = [&](std::uint32_t byte) {
        return static_cast<std::uint32_t>(cell_count(text.substr(span.begin, byte - span.begin)));
    };
    float right = x_of(cell(end.byte)) + (past_end && span.last ? std::floor(view_->geometry().cell_width / 2) : 0);
    list_->AddRectFilled({x_of(cell(begin.byte)), y}, {right, y + view_->geometry().row_height}, colour);
}

void TextPainter::paint_text(std::string_view line, std::size_t at, std::size_t end, float y) {
    std::uint32_t column = 0, left = view_->left_cell(), limit = left + view_->geometry().columns() + 2;
    if (left > 0 && is_plain(line.substr(at, left))) {  // scrolled sideways: start at the first visible cell
        column = static_cast<std::uint32_t>(std::min<std::size_t>(left, end - at));
        at += column;
    }
    std::size_t run = 0;
    std::string control;
    while (at < end && column < limit) {
        while (run + 1 < runs_.size() && runs_[run + 1].begin <= at) ++run;
        bool styled = !runs_.empty() && runs_[run].begin <= at;
        StyleRun style = styled ? runs_[run] : StyleRun{};
        std::size_t run_end = run + 1 < runs_.size() ? std::min<std::size_t>(end, runs_[run + 1].begin) : end;
        run_end = std::min(run_end, at + (limit - column));
        std::size_t plain = at;
        while (plain < run_end && static_cast<unsigned char>(line[plain]) - 0x20u < 0x5Fu) ++plain;
        if (plain < line.size() && plain > at && static_cast<unsigned char>(line[plain]) >= 0x80)
            --plain;  // a mark may follow it
        if (plain > at) {
            auto cells = static_cast<std::uint32_t>(plain - at);
            paint_piece(line.substr(at, cells), column, cells, style, y);
            column += cells;
            at = plain;
            continue;
        }
        Cluster cluster = cluster_at(line, at, column);
        std::string_view shown = line.substr(at, cluster.bytes);
        if (cluster.code == '\t') shown = {};
        else if (cluster.code < 0x20 || cluster.code == 0x7F) {  // shown as its control picture; U+2400 is that of NUL
            control.clear();
            append_utf8(control, cluster.code == 0x7F ? 0x2421 : 0x2400 + cluster.code);
            shown = control;
        } else if (cluster.code == 0xFFFD) shown = "\xEF\xBF\xBD";
        if (column >= left) paint_piece(shown, column, cluster.cells, style, y);
        column += cluster.cells;
        at += cluster.bytes;
    }
}

void TextPainter::paint_piece(std::string_view piece, std::uint32_t column, std::uint32_t cells, const StyleRun& run,
                              float y) {
    float x = x_of(column), height = view_->geometry().row_height;
    ImU32 colour = colour_of(run.colour, style_->palette);
    float text_y = y + style_->mono_offset();
    if (run.ground == ink::underline)
        list_->AddRectFilled({x, text_y + style_->mono_size - 1}, {x_of(column + cells), text_y + style_->mono_size},
                             colour);
    else if (run.ground != ink::none)
        list_->AddRectFilled({x, y}, {x_of(column + cells), y + height}, colour_of(run.ground, style_->palette));
    bool ascii = piece.size() == cells && is_plain(piece);
    if (ascii && even_advance_) {
        list_->AddText(style_->mono, style_->mono_size, {x, text_y}, colour, piece.data(), piece.data() + piece.size());
        return;
    }
    if (!ascii) return draw_cluster(list_, *style_, x, text_y, colour, piece, cells);
    for (std::size_t at = 0; at < piece.size(); ++at, x += style_->cell_width)
        list_->AddText(style_->mono, style_->mono_size, {x, text_y}, colour, piece.data() + at, piece.data() + at + 1);
}

std::vector<PanelRow> TextPainter::rows(const TextView& view, std::optional<TextPosition> caret,
                                        const LineExtras* extras) {
    GIMBAL_ON(ui);
    std::vector<PanelRow> rows;
    const TextLayout& layout = view.layout();
    for (const auto& [row, y] : view.visible_rows()) {
        RowSpan span = layout.span(row);
        PanelRow shown{std::string(view.source().line(row.line).substr(span.begin, span.end - span.begin))};
        if (caret && layout.row_of(*caret) == row) {
            shown.has_caret = true;
            shown.caret_cell = static_cast<int>(layout.cell_of(*caret));
        }
        if (auto words = remark_of(view, row, extras)) shown.remark = std::move(words->words);
        rows.push_back(std::move(shown));
    }
    return rows;
}

}  // namespace gimbal::console
