// The console in a terminal.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"
#include "engine/runs/run_execution.h"
#include "engine/runs/supervisor.h"

namespace gimbal::console {

// gimbal_console.runtime.terminal reads the cells. Each cell is executed as a run.
// Thread: script.   GIL: held.
class TerminalConsole {
public:
    TerminalConsole(RunExecution& execution, RunQueue& runs, CodeRunner& runner, AsyncLoop& loop,
                    Supervisor& supervisor)
        : execution_(execution),
          runs_(runs),
          runner_(runner),
          loop_(loop),
          supervisor_(supervisor) {}

    void run();  // until the user ends it; leaves the SystemExit of a cell set

private:
    PyObject* run_cell(const char* source);
    static PyObject* call_run_cell(PyObject* capsule, PyObject* source);

    RunExecution& execution_;
    RunQueue& runs_;
    CodeRunner& runner_;
    AsyncLoop& loop_;
    Supervisor& supervisor_;
    TerminalResults results_;
};

}  // namespace gimbal::console
