// The parts of an engine, in the order in which they need each other.
#pragma once
#include "engine/console_streams.h"

#include <atomic>
#include <optional>

#include "base/platform/fork_watch.h"
#include "base/platform/signals.h"
#include "engine/assist/assist.h"
#include "engine/calls/calls.h"
#include "engine/headless/headless_program.h"
#include "engine/interpreter/host_signals.h"
#include "engine/interpreters/set.h"
#include "engine/process_claim.h"
#include "engine/progress_reports.h"
#include "engine/runs/run_control.h"
#include "engine/runs/run_execution.h"
#include "engine/script_thread.h"
#include "engine/session/session.h"
#include "engine/stop/stop_listeners.h"
#include "engine/timers/timers.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

// Each part guards its own state. Engine, ScriptThread and run_headless() connect them.
struct EngineParts {
    EngineParts(Engine& engine, EngineOptions options, const HeadlessJob* job);

    bool has_console() const { return !program || program->has_console(); }  // otherwise python3's rules alone
    void close_session();                                                    // a clean end, not a crash
    void interrupt_handler(std::uint64_t piece);                             // if it still runs
    void block_signals();                                                    // in the calling thread
    void give_back_process();                                                // once Python has ended
    bool leave_script();                                                     // returns false

    ProcessClaim claim;  // first, because the others change the process
    const EngineOptions options;
    HostSignals host_signals;                 // before any handler is installed
    std::optional<SignalMaskKept> host_mask;  // restores the mask of the host's thread; empty: it was not changed
    std::optional<ForkWatch> forks;
    std::unique_ptr<Session> session;  // made before the descriptors are captured; null: none is kept
    RunNames run_names;
    RunModel run_model;
    EventChannel events;
    ConsoleStreams streams;
    InterruptGate gate;
    RunQueue runs;
    StopListeners listeners;
    Supervisor supervisor;
    AsyncLoop loop;
    CodeRunner runner;
    HostReports reports;
    RunExecution execution;
    RunControl control;
    std::unique_ptr<HeadlessProgram> program;  // null: the engine of a window
    PythonThread handlers;
    Timers timers;
    Assist assist;
    ProgressReports progress;
    std::atomic<bool> has_quit{false};  // quit() has returned
    ScriptThread script;
    std::shared_ptr<detail::Calls> calls;
    detail::InterpreterSet interpreters;
};

}  // namespace gimbal::console
