// Executes a run from its start event to its end event.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <functional>
#include <memory>

#include "engine/python/surroundings.h"
#include "engine/runs/code_runner.h"
#include "engine/runs/host_reports.h"
#include "engine/runs/run_queue.h"
#include "engine/session/session.h"
#include "engine/stop/interrupt_gate.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

// Thread: script, unless a member says otherwise.   GIL: held.
class RunExecution {
public:
    RunExecution(const EngineOptions& options, EventChannel& events, OutputChannel& output, InterruptGate& gate,
                 RunQueue& runs, CodeRunner& runner, HostReports& reports, Session* session)
        : options_(options),
          events_(events),
          output_(output),
          gate_(gate),
          runs_(runs),
          runner_(runner),
          reports_(reports),
          session_(session) {}

    // Remembers what every script expects to find and puts it back after each run. False: a Python error is set.
    bool watch_surroundings() { return surroundings_.remember(); }
    void release() { surroundings_ = {}; }  // before finalising

    Traceback execute(const std::shared_ptr<Run>& run);  // returns the error, which has been shown
    // The program of a headless job. Its error stays set: python3's rules decide what becomes of it.
    void execute_program(const std::shared_ptr<Run>& run, const std::function<void()>& body);
    void execute_start_code();
    void execute_signal_handlers();
    void report_session_problem();                     // once
    void leave_behind() { left_behind_.store(true); }  // calls no hook of the host from now on. Thread: any

private:
    std::shared_ptr<Run> own_run(Run::Body body, std::string title);
    Traceback format_error(Run& run, PyRef exception);
    template <class Hook, class... State>
    void call_hook(const Hook& hook, const Run& run, State... state);

    const EngineOptions& options_;
    EventChannel& events_;
    OutputChannel& output_;
    InterruptGate& gate_;
    RunQueue& runs_;
    CodeRunner& runner_;
    HostReports& reports_;
    Session* const session_;  // null: none is kept
    Surroundings surroundings_;
    std::atomic<bool> left_behind_{false};
};

}  // namespace gimbal::console
