// Folds: lines hidden under a row that counts them.
#pragma once
#include <deque>

#include "text/model/text_source.h"

namespace gimbal::console {

// The source keeps all lines of a fold, so that selecting and copying include them; the layout gives the hidden lines
// no rows. Two rows added by the view surround them: `row` before them, shown while they are hidden, and `end` after
// them, shown while they are not. `cut_line`, above, may be a long line of which only `cut_rows` rows are shown.
struct Fold {
    LineId cut_line = 0;
    std::uint32_t cut_rows = ~0u;
    LineId row = 0, end = 0;
    bool open = false;
};

// Thread: UI.   GIL: not needed.
class Folds {
public:
    void add(Fold fold) { folds_.push_back(fold); }            // `fold` is below all others
    void end_last_at(LineId end) { folds_.back().end = end; }  // the last one grows
    bool empty() const { return folds_.empty(); }
    void clear() { folds_.clear(); }
    void drop_before(LineId first);              // a fold that lost its row stays open
    const Fold* with_row(LineId line) const;     // the fold whose `row` or `end` this is
    const Fold* last_before(LineId line) const;  // the last fold that begins above `line`
    LineId toggle(const Fold& fold);             // returns the first line whose rows changed
    LineRows rows_of(LineId line) const;

private:
    const Fold* around(LineId line) const;
    std::deque<Fold> folds_;  // in order, disjoint
};

}  // namespace gimbal::console
