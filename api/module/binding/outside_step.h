// Lets a script call undo although its own run is an open undo step.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

#include "api/module/binding/exports.h"
#include "api/module/binding/state.h"

namespace gimbal::module {

// A run is one undo step, and the step is still open when the script calls undo. So this closes the step first and
// opens it again afterwards. What the script did before the call, through buffers too, becomes a separate step.
// Thread: Python.   GIL: not needed.
class OutsideStep {
public:
    explicit OutsideStep(ModuleState& module) : document_(module.document), in_run_(module.script.in_run()) {
        const std::string rejected = module.exports->try_sync_all();  // stays in the array
        if (!rejected.empty()) module.context.host->notify(rejected, NoteLevel::warning);
        name_ = document_.step_name();
        if (in_run_) document_.end_step();
    }
    ~OutsideStep() {
        if (in_run_) document_.begin_step(std::move(name_));
    }
    OutsideStep(const OutsideStep&) = delete;

private:
    document::Document& document_;
    bool in_run_;
    std::string name_;  // of the run's step
};

// undo() would take back what the running script has done so far. Raises RuntimeError if it has changed anything.
// Thread: Python.   GIL: not needed.
inline void refuse_own_edits(ModuleState& module) {
    if (!module.script.in_run()) return;
    module.exports->sync_all();
    if (!module.document.step_has_edits()) return;
    throw std::runtime_error("undo() would take back what this run has done so far; undo in another run, or call "
                             "gimbal.app.end_step() before "
                             "it, which makes the changes so far a separate step");
}

}  // namespace gimbal::module
