// Draws the visible rows of a text view. Each piece of one colour is placed at its cell, so that columns never drift.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "gimbal/console/panel_row.h"
#include "gimbal/console/panel_style.h"
#include "panel/log/remark.h"
#include "text/edit/brackets.h"
#include "text/view/find_bar.h"

namespace gimbal::console {

// A coloured ground under a piece of text, such as a bracket or a match.
struct GroundMark {
    TextPosition begin, end;
    ImU32 colour;
};

// Remarks and pictures, shown with the text of a line.
class LineExtras {
public:
    // At the right end of the line's first row, if the text leaves room.
    virtual std::optional<Remark> remark_at(LineId line) const = 0;
    // Draws the picture of a line of fixed rows, the first of which is at `y`. False: draw the line's text.
    virtual bool draw_picture(ImDrawList* list, LineId line, float x, float y) const = 0;

protected:
    ~LineExtras() = default;
};

struct PaintOptions {
    FindBar& find;  // its matches are marked
    std::optional<TextPosition> caret;
    bool caret_visible = true;
    std::vector<GroundMark> grounds = {};
    LineId marked_line = no_line;
    ImU32 mark = 0;
    bool line_numbers = false;
    const LineExtras* extras = nullptr;
};

void mark_brackets(std::vector<GroundMark>& grounds, const std::optional<BracketMatch>& match, const Palette& palette);

// Thread: UI.   GIL: not needed.
class TextPainter {
public:
    void paint(ImDrawList* list, TextView& view, const PanelStyle& style, const PaintOptions& options);
    // The rows that paint() shows, as text.
    static std::vector<PanelRow> rows(const TextView& view, std::optional<TextPosition> caret,
                                      const LineExtras* extras = nullptr);

private:
    void paint_row(RowAddress row, float y, const PaintOptions& options);
    void paint_number(LineId line, float y);
    void paint_marks(RowAddress row, float y, std::span<const TextMatch> marks);
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
