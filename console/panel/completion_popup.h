// The list of names under the caret: narrowed by typing, walked by keys, never over the line being typed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "console/engine/events.h"
#include "console/panel/panel_style.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class CompletionPopup {
public:
    void open(std::size_t start, std::vector<Completion> items);
    void close() { items_.clear(); shown_.clear(); }
    bool is_open() const { return !shown_.empty(); }
    void narrow(std::string_view typed);                     // keeps what begins with it; closes when nothing does
    void move(int steps);
    const Completion& chosen() const { return items_[shown_[chosen_]]; }
    std::vector<Completion> matches() const;                 // what the typed part leaves
    std::size_t start() const { return start_; }             // byte of the source where the name begins

    // Beside the row at `row_y`, inside `panel`: below where it fits, else above.
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& panel, float x, float row_y);
    std::vector<std::string> rows() const;

private:
    std::size_t start_ = 0, chosen_ = 0, first_ = 0;
    std::vector<Completion> items_;
    std::vector<std::size_t> shown_;                         // indices into items_
};

std::string common_prefix(const std::vector<Completion>& items);

}  // namespace gimbal::console
