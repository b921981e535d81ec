// One evaluation or call for C++, from its start to its end. The private half of detail::CallState.
#pragma once
#include <sys/types.h>

#include <atomic>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "engine/stop/run.h"
#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/call/future.h"
#include "gimbal/console/call/value.h"

namespace gimbal::console::detail {

class CallKeeper;

constexpr std::chrono::milliseconds longest_wait = std::chrono::hours(24 * 365);  // more would overflow a clock

// It ends once: with a value, with the error of its code, or with an error of the engine. The code may go on for a
// while after an end by the deadline or by the engine; its value is then dropped. Thread: any, unless a member says
// otherwise.   GIL: not needed, unless a member says otherwise.
class Call : NonCopyable {
public:
    // --- For the Future.
    bool ready() const;
    std::optional<PythonError> wait(std::chrono::milliseconds limit);
    std::optional<PythonError> claim();
    std::optional<PythonError> take_error();
    void then(On where, std::function<void()> function);
    void cancel();
    RunId run() const { return run_.load(); }
    double progress() const { return progress_.load(std::memory_order_relaxed); }
    std::exception_ptr exception() const;

    // --- For native work, instead of the functions that execute code.
    void begin_native(std::shared_ptr<CallKeeper> keeper, std::string title);  // null: without an engine
    void set_progress(double fraction);  // also that of the run which has started the work, while it is current
    bool cancel_asked() const { return cancel_asked_.load(); }
    // Calls the function once when the work is asked to end, or at once if it has been.
    void on_cancel(std::function<void()> function);
    void end_native(std::optional<PythonError> error, std::exception_ptr exception = nullptr);
    bool is_native() const { return native_; }

    // --- For the engine.
    using Await = RunWork::Await;
    // Before the first of the functions below.
    void prepare(std::shared_ptr<CallKeeper> keeper, CallWork work, EvalOptions options);
    void set_listed() { listed_ = true; }  // the keeper knows it and forgets it at its end. Before it begins
    void set_run(RunId run);
    const std::string& title() const { return work_.title; }
    const EvalOptions& options() const { return options_; }
    const CallWork& work() const { return work_; }

    // Evaluates and converts. Leaves a Python error set. GIL: held
    void execute(const Await& await);
    void execute_and_end();  // the same, outside a run: ends it with the value or with the error. GIL: held

    void end();  // with the value that execute() has kept
    void end(PythonError error);
    void end_raised(Traceback error);          // with the error of the code, which may be a consequence of ask_to_end()
    void end_dropped(const std::string& why);  // its run was taken out of the queue, or the engine has ended
    void end_closed();                         // with `closed` and the engine's reason
    void end_timed_out();                      // its deadline had passed before
    void interrupt_thread();              // cancels the coroutine or raises KeyboardInterrupt, outside a run. GIL: held
    Clock::time_point deadline_passed();  // takes a step of growing force and returns when the next one is due

private:
    using Continuation = std::pair<On, std::function<void()>>;

    void run_code(const Await& await);
    _object* await_here(_object* coroutine);  // on an event loop for it. New reference, or null with an error set
    void tell_native();                       // calls what on_cancel() has got
    bool begin();                             // false: it has ended, so its code must not run
    bool finish(std::optional<PythonError> error, bool only_before_it_begins = false,
                std::exception_ptr exception = nullptr);
    void ask_to_end(NoResult why);  // interrupts its code, or ends it if that has not begun
    std::string words(NoResult why) const;
    std::optional<PythonError> refusal() const;
    std::optional<PythonError> lost_by_fork() const;  // the parent of this process has the work
    void continue_with(Continuation next);
    void become_closed();  // the result was not delivered, because the engine ends

    mutable std::mutex mutex_;  // no function of Python or of the host is called with it
    std::condition_variable changed_;
    std::atomic<bool> ended_{false};
    std::optional<PythonError> error_;         // written before ended_
    std::optional<NoResult> asked_;            // why the engine has asked the code to end
    std::vector<Continuation> continuations_;  // the first one has the result
    bool begun_ = false, taken_ = false, listed_ = false;
    bool interrupted_ = false;      // interrupt_thread() has raised something
    bool native_ = false;           // set before another thread knows the call
    std::exception_ptr exception_;  // of native work; written before ended_
    std::function<void()> on_cancel_;
    std::atomic<bool> cancel_asked_{false};
    std::atomic<double> progress_{-1};
    RunId shown_in_ = 0;               // the run that shows the progress; set before another thread knows the call
    Value coroutine_;                  // what runs a coroutine outside a run: gimbal_console.runtime.awaiting.Runner
    unsigned long python_thread_ = 0;  // that runs the code outside a run; 0: none
    int deadline_steps_ = 0;           // Thread: supervisor
    std::atomic<RunId> run_{0};

    std::shared_ptr<CallKeeper> keeper_;  // null until prepare(), and for native work without an engine
    pid_t process_ = 0;                   // that does native work without an engine
    CallWork work_;                       // cleared with the GIL held once it has run
    EvalOptions options_;
};

}  // namespace gimbal::console::detail
