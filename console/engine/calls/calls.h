// The calls of an engine that have not ended, and how they reach its threads.
#pragma once
#include <atomic>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "engine/assist/assist.h"
#include "engine/calls/call.h"
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
};

// Shared with the calls, which may outlive the engine: after detach() nothing here touches it.
// Thread: any.   GIL: not needed.
class Calls : public std::enable_shared_from_this<Calls> {
public:
    explicit Calls(CallParts parts) : parts_(parts) {}

    void start(const std::shared_ptr<CallState>& state, CallWork work, EvalOptions options);
    void close();   // ends every call, and each later one at once
    void detach();  // before the engine is destroyed; waits for threads that use it

    // --- For Call.
    void forget(const Call& call);
    // Interrupts the code of a call that has begun: the run by a press of Stop, another thread by an exception.
    void interrupt(const Call& call);
    void remove_queued(RunId run);
    // The function runs on that thread. If that will never happen, `dropped` is called instead, or at once if this
    // returns false.
    bool post(On where, const std::string& title, std::function<void()> function, std::function<void()> dropped);
    void report(std::exception_ptr error, const std::string& title);  // shows it as the error of a handler
    void show(PyRef exception, const std::string& title);             // the same. Thread: Python.   GIL: held
    std::string why_closed() const;
    bool is_closing() const;  // the engine quits, has ended, or could not start Python
    PyRef evaluate(const std::string& expression, const EvalOptions& options, const Call::Await& await);

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
    bool closed_ = false;
};

}  // namespace gimbal::console::detail
