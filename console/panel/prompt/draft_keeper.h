// Decides when drafts are written to disk.
#pragma once
#include <cmath>
#include <cstdint>
#include <vector>

#include "panel/prompt/drafts.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class DraftKeeper {
public:
    explicit DraftKeeper(std::filesystem::path folder) : file_(std::move(folder)) {}
    std::vector<Draft> take_over() { return file_.take_over(); }
    void assume_kept(std::vector<Draft> drafts, std::uint64_t revision) {
        kept_ = std::move(drafts);
        revision_ = revision;
    }

    // `at_once`: a draft was entered or erased and must not return. Otherwise a second after the first change.
    void note(std::uint64_t revision, bool at_once, double now);
    bool is_due(double now) const { return now >= due_; }
    double due() const { return due_; }
    void keep(std::vector<Draft> drafts);  // writes them if they differ from the file

private:
    Drafts file_;
    std::vector<Draft> kept_;
    std::uint64_t revision_ = 0;
    double due_ = HUGE_VAL;
};

}  // namespace gimbal::console
