// Undo asked for by a script that is itself an undo step.
#pragma once
#include "api/module/binding/exports.h"
#include "api/module/binding/state.h"

namespace gimbal {

// A run is one undo step that is still open while its script asks to undo: it is closed first, and opened again after,
// so that what the script did so far, through buffers too, is a step of its own. Thread: Python.   GIL: not needed.
class OutsideStep {
public:
    explicit OutsideStep(ModuleState& module)
        : document_(module.document),
          in_run_(module.engine.on_script_thread() && module.engine.current_run() != 0) {
        ExportLedger::shared().sync_all(document_);
        if (in_run_) document_.end_step();
    }
    ~OutsideStep() {
        if (in_run_) document_.begin_step("Script");
    }
    OutsideStep(const OutsideStep&) = delete;
    OutsideStep& operator=(const OutsideStep&) = delete;

private:
    document::Document& document_;
    bool in_run_;
};

}  // namespace gimbal
