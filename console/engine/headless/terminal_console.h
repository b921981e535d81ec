// The console in a terminal.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/output/result_sink.h"
#include "engine/runs/run_execution.h"
#include "engine/runs/supervisor.h"

namespace gimbal::console {

// The parts of the engine that a headless program uses.
struct ProgramParts {
    RunExecution& execution;
    RunQueue& runs;
    CodeRunner& runner;
    HostReports& reports;
    AsyncLoop& loop;
    Supervisor& supervisor;
};

// gimbal_console.runtime.terminal reads the cells. Each cell is executed as a run.
// Thread: script.   GIL: held.
class TerminalConsole {
public:
    explicit TerminalConsole(const ProgramParts& parts) : parts_(parts) {}

    void run();  // until the user ends it; leaves the SystemExit of a cell set

private:
    PyObject* run_cell(std::string source);
    static PyObject* call_run_cell(PyObject* capsule, PyObject* source);

    const ProgramParts parts_;
    TerminalResults results_;
};

}  // namespace gimbal::console
