// Lets a script call undo although its own run is an open undo step.
#pragma once
#include <stdexcept>
#include <string>
#include <utility>

#include "api/module/binding/exports.h"
#include "api/module/binding/state.h"

namespace gimbal::module {

// An open undo_step or transaction of the run refuses what would close it.
// Thread: Python.   GIL: not needed.
inline void refuse_inside_step(ModuleState& module) {
    const std::string open = module.script.in_run() ? module.document.open_step_of_run() : std::string();
    if (open.empty()) return;
    throw std::runtime_error("the undo step '" + open +
                             "' is open: call undo(), redo(), end_step() and link.serve() outside its with block");
}

// A run is one undo step, and the step is still open when the script calls undo. So this closes the step first and
// opens it again afterwards. What the script did before the call, through buffers too, becomes a separate step.
// Throws as refuse_inside_step() does.   Thread: Python.   GIL: not needed.
class OutsideStep {
public:
    explicit OutsideStep(ModuleState& module) : document_(module.document), in_run_(module.script.in_run()) {
        refuse_inside_step(module);
        const std::string rejected = module.exports->try_sync_all();  // stays in the array
        if (!rejected.empty()) module.context.host->notify(rejected, NoteLevel::warning);
        if (in_run_) run_ = document_.end_run();
    }
    ~OutsideStep() {
        if (in_run_) document_.begin_run(std::move(run_));
    }
    OutsideStep(const OutsideStep&) = delete;

private:
    document::Document& document_;
    bool in_run_;
    document::Run run_;
};

// At the end of a run: closes what its script has left open, and says so.   Thread: Python.   GIL: not needed.
inline void close_steps_of_run(document::Document& document, Host& host) {
    for (const std::string& name : document.close_steps_of_run())
        host.notify("the undo step '" + name +
                        "' was still open at the end of the run, which has closed it: use it in a with statement",
                    NoteLevel::warning);
}

// undo() would take back what the running script has done so far. Raises RuntimeError if it has changed anything.
// Thread: Python.   GIL: not needed.
inline void refuse_own_edits(ModuleState& module) {
    if (!module.script.in_run()) return;
    refuse_inside_step(module);
    module.exports->sync_all();
    if (!module.document.step_has_edits()) return;
    throw std::runtime_error("undo() would take back what this run has done so far; undo in another run, or call "
                             "gimbal.app.end_step() before "
                             "it, which makes the changes so far a separate step");
}

}  // namespace gimbal::module
