// The completion list at the caret. Typing filters it, keys move in it, and it never covers the caret's line.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class CompletionPopup {
public:
    // `chosen`: the first name is chosen at once, as after Tab. Otherwise none is, so that Enter keeps its meaning.
    void open(std::vector<Completion> items, std::string_view typed, bool chosen);
    void close();
    bool is_open() const { return !shown_.empty(); }
    void narrow(std::string_view typed);  // filters, best first; closes the list if nothing matches
    void move(int steps);
    bool has_chosen() const { return has_chosen_; }
    const Completion& best() const { return items_[shown_[chosen_]]; }  // the chosen name, else the first
    std::size_t count() const { return shown_.size(); }
    bool has(std::string_view text) const;  // among all names, shown or not
    std::string common_prefix() const;      // of the shown names; "" if some match other than by prefix
    void set_doc(std::string doc);          // of best(), in an extra row

    // Below the row at `row_y` if it fits in `panel`; else above it, at a distance of `above_gap`.
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& panel, float x, float row_y, float above_gap);
    std::vector<std::string> rows() const;

private:
    void draw_item(ImDrawList* list, const PanelStyle& style, std::size_t place, float x, float y, float right) const;
    void draw_doc(ImDrawList* list, const PanelStyle& style, float left, float y, float width) const;

    std::vector<Completion> items_;
    std::vector<std::size_t> shown_;  // indices into items_
    std::size_t chosen_ = 0, first_ = 0;
    bool has_chosen_ = false;
    std::string typed_, doc_;
    bool has_doc_row_ = false;  // stays while the next documentation is pending, so the list keeps its size
    std::size_t widest_ = 0;    // cells, since it was opened
};

}  // namespace gimbal::console
