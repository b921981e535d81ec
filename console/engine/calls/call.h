// One evaluation or call for C++, from its start to its end. The private half of detail::CallState.
#pragma once
#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "engine/stop/run.h"
#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/call/future.h"

namespace gimbal::console::detail {

class Calls;

// It ends once: with a value, with the error of its code, or with an error of the engine. The code may go on for a
// while after an end by the deadline or by the engine; its value is then dropped. Thread: any, unless a member says
// otherwise.   GIL: not needed, unless a member says otherwise.
class Call : NonCopyable {
public:
    // --- For the Future.
    bool ready() const;
    std::optional<PythonError> wait(std::chrono::milliseconds limit);
    std::optional<PythonError> take_error();
    void then(On where, std::function<void()> function);
    void cancel();
    RunId run() const { return run_.load(); }

    // --- For the engine.
    using Await = RunWork::Await;
    // Before the first of the functions below.
    void prepare(std::shared_ptr<Calls> calls, CallWork work, EvalOptions options);
    void set_run(RunId run);
    const std::string& title() const { return work_.title; }
    const EvalOptions& options() const { return options_; }

    // Evaluates and converts. Leaves a Python error set. `await` may be null. GIL: held
    void execute(const Await& await);
    void execute_and_end();  // the same, outside a run: ends it with the value or with the error. GIL: held

    void end();  // with the value that execute() has kept
    void end(PythonError error);
    void end_raised(Traceback error);          // with the error of the code, which may be a consequence of ask_to_end()
    void end_dropped(const std::string& why);  // its run was taken out of the queue, or the engine has ended
    void end_closed();                         // with `closed` and the engine's reason
    void interrupt_thread();              // raises KeyboardInterrupt in the code that runs outside a run. GIL: held
    Clock::time_point deadline_passed();  // takes a step of growing force and returns when the next one is due

private:
    using Continuation = std::pair<On, std::function<void()>>;

    void run_code(const Await& await);
    bool begin();  // false: it has ended, so its code must not run
    bool finish(std::optional<PythonError> error, bool only_before_it_begins = false);
    void ask_to_end(NoResult why);  // interrupts its code, or ends it if that has not begun
    std::string words(NoResult why) const;
    std::optional<PythonError> refusal() const;
    void continue_with(Continuation next);
    void become_closed();  // the result was not delivered, because the engine ends

    mutable std::mutex mutex_;  // no function of Python or of the host is called with it
    std::condition_variable changed_;
    std::atomic<bool> ended_{false};
    std::optional<PythonError> error_;  // written before ended_
    std::optional<NoResult> asked_;     // why the engine has asked the code to end
    std::optional<Continuation> continuation_;
    bool begun_ = false, taken_ = false;
    bool interrupted_ = false;         // interrupt_thread() has raised something
    unsigned long python_thread_ = 0;  // that runs the code outside a run; 0: none
    int deadline_steps_ = 0;           // Thread: supervisor
    std::atomic<RunId> run_{0};

    std::shared_ptr<Calls> calls_;  // null until prepare()
    CallWork work_;                 // cleared with the GIL held once it has run
    EvalOptions options_;
};

}  // namespace gimbal::console::detail
