// The list of names under the caret: narrowed by typing, walked by keys, never over the line being typed.
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
    // `chosen`: the first is chosen at once, as where Tab asked for the list; else none is, so that Enter keeps its
    // meaning.
    void open(std::vector<Completion> items, std::string_view typed, bool chosen);
    void close();
    bool is_open() const { return !shown_.empty(); }
    void narrow(std::string_view typed);  // best first; closes when nothing fits
    void move(int steps);
    bool has_chosen() const { return has_chosen_; }
    const Completion& best() const { return items_[shown_[chosen_]]; }  // the chosen one, else the first
    std::size_t count() const { return shown_.size(); }
    bool has(std::string_view text) const;  // among all that came, shown or not
    std::string common_prefix() const;      // of all that is shown; "" where some fit otherwise than by their begin
    void set_doc(std::string doc);          // of best(), in a row of its own

    // Beside the row at `row_y`, inside `panel`: below where it fits, else above and `above_gap` away from the row.
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
    bool has_doc_row_ = false;  // it stays while another name's doc is on its way: the list keeps its size
    std::size_t widest_ = 0;    // cells so far, while it is open
};

}  // namespace gimbal::console
