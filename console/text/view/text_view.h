// A view of a text source: the visible rows, the position under the mouse, and the selection.
#pragma once
#include <cmath>
#include <optional>
#include <vector>

#include "gimbal/console/geometry.h"
#include "gimbal/console/input_event.h"
#include "text/model/text_layout.h"
#include "text/model/text_search.h"
#include "text/view/scroll_thumb.h"

namespace gimbal::console {

// The place of the text, in whole window pixels.
struct ViewGeometry {
    Rect rect;  // the whole view
    float cell_width = 8, row_height = 20;
    float gutter = 0;  // width of the line numbers, left of the text
    float padding = 10, padding_top = 8, scrollbar = 8;
    float text_x() const { return rect.x + padding + gutter; }
    float text_right() const { return rect.x + rect.width - scrollbar; }
    float text_y() const { return rect.y + padding_top; }
    std::uint32_t columns() const;
    std::uint32_t rows() const;
};

// Stores the top as a row of a line, so that new output, dropped lines and a new width do not move the visible text. A
// view scrolled to the end of a log follows the end. Thread: UI.   GIL: not needed.
class TextView {
public:
    enum class Tail { follow, ignore };  // a log follows its end; an editor does not
    explicit TextView(const TextSource& source, bool wrap = true, Tail tail = Tail::follow)
        : source_(source),
          layout_(source),
          search_(source),
          wrap_(wrap),
          may_follow_(tail == Tail::follow),
          follow_(may_follow_) {}

    void place(const ViewGeometry& geometry);  // call first in each frame
    const ViewGeometry& geometry() const { return geometry_; }
    const TextSource& source() const { return source_; }
    TextLayout& layout() { return layout_; }
    const TextLayout& layout() const { return layout_; }

    TextSearch& search() { return search_; }

    void changed_from(LineId line) {
        layout_.changed_from(line);
        search_.changed_from(line);
    }
    // The numbers of the lines from `at` on have changed. Adjusts the top and the selection.
    void lines_inserted(LineId at, std::uint64_t count);
    void lines_removed(LineId at, std::uint64_t count);

    // --- Scroll.
    RowAddress top() const { return top_; }
    std::uint32_t left_cell() const { return left_cell_; }
    void scroll_by(std::int64_t rows);
    void scroll_to_end();
    bool follows_tail() const { return follow_; }
    void reveal(TextPosition position);
    void reveal_in_context(TextPosition position);  // if it is not visible, scrolls it to a third of the height
    struct VisibleRow {
        RowAddress row;
        float y;  // its top
    };
    std::vector<VisibleRow> visible_rows() const;     // from the top of the view to the end of the text
    std::optional<float> y_of(RowAddress row) const;  // none: not on screen
    bool needs_scrollbar();
    ScrollThumb thumb();

    // --- Selection.
    bool has_selection() const;
    TextPosition anchor() const { return anchor_; }
    TextPosition head() const { return head_; }
    TextPosition selection_begin() const { return std::min(anchor_, head_); }
    TextPosition selection_end() const { return std::max(anchor_, head_); }
    std::string selected_text() const;
    void select(TextPosition anchor, TextPosition head);
    void clear_selection() { anchor_ = head_; }

    // --- Mouse. True: a drag goes on, or has ended.
    void press(const InputEvent& event);
    bool drag(float x, float y);
    bool release();
    void wheel(float steps);
    bool captured() const { return drag_ != Drag::none; }
    void auto_scroll(double now);  // while a drag is past an edge
    double next_tick() const { return next_auto_scroll_; }
    TextPosition hit(float x, float y) const;

private:
    enum class Drag { none, select, thumb };
    RowAddress tail_top() const;
    void clamp_top();
    void extend_to(TextPosition position);
    void unit_around(TextPosition position, TextPosition& begin, TextPosition& end) const;
    void drag_thumb(float y);
    float overshoot(float y) const;

    const TextSource& source_;
    TextLayout layout_;
    TextSearch search_;
    const bool wrap_, may_follow_;
    ViewGeometry geometry_;
    RowAddress top_;
    std::uint32_t left_cell_ = 0;
    std::optional<TextPosition> to_reveal_;  // once the view has a size
    bool follow_;
    double wheel_rest_ = 0;

    TextPosition anchor_, head_;
    TextPosition unit_begin_, unit_end_;  // the word or line selected by a double or triple click
    int clicks_ = 1;
    Drag drag_ = Drag::none;
    float pointer_x_ = 0, pointer_y_ = 0, grab_ = 0;
    double next_auto_scroll_ = HUGE_VAL;
};

}  // namespace gimbal::console
