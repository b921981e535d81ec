// Lines hidden under a row that tells of them, and shown again when asked.
#pragma once
#include <deque>
#include <optional>

#include "text/model/text_source.h"

namespace gimbal::console {

// A folded text stands in its source whole, so that selection and copying see all of it; only the layout gives its
// hidden lines no rows. Around them stand two rows of the view's own: `row` before them, seen while they are hidden,
// and `end` behind them, seen while they are not. `cut_line` above may be one long line of which only `cut_rows` are
// seen.
struct Fold {
    LineId cut_line = 0;
    std::uint32_t cut_rows = ~0u;
    LineId row = 0, end = 0;
    bool open = false;
};

// Thread: UI.   GIL: not needed.
class Folds {
public:
    void add(Fold fold) { folds_.push_back(fold); }  // below all others
    bool empty() const { return folds_.empty(); }
    void clear() { folds_.clear(); }
    void drop_before(LineId first);              // what lost its row is shown for good
    const Fold* with_row(LineId line) const;     // whose row this is, of either kind
    const Fold* last_before(LineId line) const;  // the lowest that begins above it
    LineId toggle(const Fold& fold);             // returns the first line whose rows changed
    LineRows rows_of(LineId line) const;

private:
    const Fold* around(LineId line) const;
    std::deque<Fold> folds_;  // in order, disjoint
};

}  // namespace gimbal::console
