// The calls of an engine that have not ended, and how they reach its threads.
#pragma once
#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/assist/assist.h"
#include "engine/calls/call.h"
#include "engine/calls/call_keeper.h"
#include "engine/runs/host_reports.h"
#include "engine/runs/run_control.h"

namespace gimbal::console::detail {

// What calls need of the engine.
struct CallParts {
    EventChannel& events;
    RunControl& control;
    Supervisor& supervisor;
    PythonThread& handlers;
    Assist& assist;
    Namespaces& namespaces;
    HostReports& reports;
    bool serves_runs;  // false: a headless program, whose script is the only run
    const std::atomic<bool>& python_is_ready;
    const std::atomic<RunId>& current_run;
    std::function<void(RunId run, std::string label, double fraction)> show_progress;
};

// Shared with the calls, which may outlive the engine: after detach() nothing here touches it.
// Thread: any.   GIL: not needed.
class Calls final : public CallKeeper, public std::enable_shared_from_this<Calls> {
public:
    explicit Calls(CallParts parts) : parts_(parts) {}

    void start(const std::shared_ptr<CallState>& state, CallWork work, EvalOptions options);
    void start_native(const std::shared_ptr<CallState>& state, std::string title);  // a Promise, which works elsewhere
    void close_native();  // ends native work, so that threads of Python that wait for it go on
    void close();         // ends every call, and each later one at once
    void detach();        // before the engine is destroyed; waits for threads that use it

    // --- For Call.
    void forget(const Call& call) override;
    void interrupt(const Call& call) override;
    void remove_queued(RunId run) override;
    bool post(On where, const std::string& title, std::function<void()> function,
              std::function<void()> dropped) override;
    RunId current_run() const override { return parts_.current_run.load(); }
    void report_progress(RunId run, const std::string& title, double fraction) override;
    void report(std::exception_ptr error, const std::string& title) override;
    void show(PyRef exception, const std::string& title) override;
    std::string why_closed() const override;
    bool is_closing() const override;
    PyRef evaluate(const std::string& expression, const EvalOptions& options, const Call::Await& await) override;

private:
    class Use;
    bool add(const std::shared_ptr<CallState>& state);
    void start_on_its_thread(const std::shared_ptr<CallState>& state);
    void run_here(Call& call);

    CallParts parts_;
    mutable std::atomic<int> users_{0};  // threads that use parts_
    std::atomic<bool> detached_{false};
    std::mutex mutex_;
    std::map<const Call*, std::weak_ptr<CallState>> alive_;
    bool closed_ = false, native_closed_ = false;
};

}  // namespace gimbal::console::detail
