// Binary search by row; the folds are in order.
#include "text/view/folds.h"

#include <algorithm>

#include "gimbal/console/thread_role.h"

namespace gimbal::console {

void Folds::drop_before(LineId first) {
    GIMBAL_ON(ui);
    while (!folds_.empty() && folds_.front().row < first) folds_.pop_front();
}

const Fold* Folds::last_before(LineId line) const {
    const auto after = std::ranges::lower_bound(folds_, line, {}, &Fold::cut_line);
    return after == folds_.begin() ? nullptr : &*std::prev(after);
}

const Fold* Folds::around(LineId line) const {
    const Fold* fold = folds_.empty() ? nullptr : last_before(line + 1);
    return fold && line <= fold->end ? fold : nullptr;
}

const Fold* Folds::with_row(LineId line) const {
    const Fold* fold = around(line);
    return fold && (line == fold->row || line == fold->end) ? fold : nullptr;
}

LineId Folds::toggle(const Fold& fold) {
    GIMBAL_ON(ui);
    Fold& own = *std::ranges::lower_bound(folds_, fold.row, {}, &Fold::row);
    own.open = !own.open;
    return own.cut_line;
}

LineRows Folds::rows_of(LineId line) const {
    const Fold* fold = around(line);
    if (!fold) return {};
    if (line < fold->row) return line == fold->cut_line && !fold->open ? LineRows{fold->cut_rows} : LineRows{};
    if (fold->open) return line == fold->row ? LineRows{0, 0, line, line + 1} : LineRows{};
    return line == fold->row ? LineRows{} : LineRows{0, 0, fold->row + 1, fold->end + 1};
}

}  // namespace gimbal::console
