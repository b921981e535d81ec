#include "panel/prompt/draft_keeper.h"

#include <algorithm>
#include <utility>

namespace gimbal::console {
namespace {

constexpr double delay_seconds = 1;

}  // namespace

void DraftKeeper::note(std::uint64_t revision, bool at_once, double now) {
    if (std::exchange(revision_, revision) == revision) return;
    due_ = at_once ? now : std::min(due_, now + delay_seconds);
}

void DraftKeeper::keep(std::vector<Draft> drafts) {
    due_ = HUGE_VAL;
    if (drafts == kept_) return;
    kept_ = std::move(drafts);
    file_.write(kept_);
}

}  // namespace gimbal::console
