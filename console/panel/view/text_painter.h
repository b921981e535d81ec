// Draws the visible rows of a text view. Each piece of one colour is placed at its cell, so that columns never drift.
#pragma once
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "gimbal/console/panel_row.h"
#include "gimbal/console/panel_style.h"
#include "panel/log/remark.h"
#include "panel/log/run_ranges.h"
#include "text/edit/brackets.h"
#include "text/view/text_view.h"

namespace gimbal::console {

ImU32 colour_of(Ink ink, const Palette& palette);

// A coloured ground under a piece of text, such as a bracket or a match.
struct GroundMark {
    TextPosition begin, end;
    ImU32 colour;
};

struct PaintOptions {
    std::optional<TextPosition> caret;
    std::vector<GroundMark> grounds;
    bool caret_visible = true;
    LineId marked_line = ~LineId{0};
    ImU32 mark = 0;
    // Called for the first row of each visible line. `right` is the right edge of the gutter.
    std::function<void(ImDrawList*, LineId, float right, float y)> gutter;
    // Words at the right end of a line's first row, if the text leaves room.
    std::function<std::optional<Remark>(LineId)> remark;
    // The matches in a line, in order, painted behind the text.
    std::function<std::span<const TextMatch>(LineId)> marks;
    // Draws the picture of a line of fixed rows, the first of which is at `y`. False: draw the line's text.
    std::function<bool(ImDrawList*, LineId, float x, float y)> picture;
};

void mark_brackets(std::vector<GroundMark>& grounds, const std::optional<BracketMatch>& match, const Palette& palette);

// Thread: UI.   GIL: not needed.
class TextPainter {
public:
    void paint(ImDrawList* list, TextView& view, const PanelStyle& style, const PaintOptions& options);
    // The rows that paint() shows, as text.
    static std::vector<PanelRow> rows(const TextView& view, std::optional<TextPosition> caret,
                                      const std::function<std::optional<Remark>(LineId)>& remark = {});

private:
    void paint_row(RowAddress row, float y, const PaintOptions& options);
    void paint_marks(RowAddress row, float y, std::span<const TextMatch> marks);
    void paint_selection(RowAddress row, float y);
    void paint_ground(RowAddress row, TextPosition begin, TextPosition end, ImU32 colour, float y);
    void paint_remark(const Remark& remark, float y);
    void paint_text(std::string_view line, std::size_t at, std::size_t end, float y);
    void paint_piece(std::string_view piece, std::uint32_t column, std::uint32_t cells, const StyleRun& run, float y);
    float x_of(std::uint32_t cell) const;

    ImDrawList* list_ = nullptr;  // this and the next two are set only during paint()
    TextView* view_ = nullptr;
    const PanelStyle* style_ = nullptr;
    bool even_advance_ = true;  // the advance of the font equals the cell width
    std::vector<StyleRun> runs_;
};

}  // namespace gimbal::console
