// Deadlines, interrupts and the end of a call.
#include "gimbal/console/python/errors.h"
#include "engine/calls/call.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "engine/calls/calls.h"
#include "engine/interpreter/attach_gate.h"
#include "engine/python/imported.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console::detail {

namespace {
using std::chrono::milliseconds;

// A run gets three presses of Stop, the third by force. Other threads can only be interrupted.
constexpr milliseconds run_step(1000), thread_step(250), last_step(3000);
constexpr milliseconds interrupt_look(20);
constexpr milliseconds longest_wait = std::chrono::hours(24 * 365);

PythonError forked() { return no_result(NoResult::closed, "a forked child has no engine; its parent has"); }
}  // namespace

void Call::prepare(std::shared_ptr<Calls> calls, CallWork work, EvalOptions options) {
    calls_ = std::move(calls);
    work_ = std::move(work);
    options_ = std::move(options);
    if (!options_.title.empty()) work_.title = options_.title;
}

// --- The code

bool Call::begin() {
    std::lock_guard lock(mutex_);
    if (ended_.load()) return false;
    begun_ = true;
    return true;
}

void Call::execute(const Await& await) {
    GIMBAL_GIL_HELD();
    if (begin()) run_code(await);
    else PyErr_SetNone(PyExc_KeyboardInterrupt);
}

void Call::run_code(const Await& await) {
    guarded([&] {
        const bool is_call = static_cast<bool>(work_.function);
        PyRef result = is_call ? PyRef::steal(work_.function()) : calls_->evaluate(work_.expression, options_, await);
        if (result && is_call && await && PyCoro_CheckExact(result.get())) result = PyRef::steal(await(result.get()));
        if (result) work_.store(result.get());
    });
    const PendingError kept;
    work_.function = nullptr;  // its captures may hold references, so destroy them with the GIL
    work_.store = nullptr;
}

// An interrupt may also end a __str__ that describing the error has called.
void Call::execute_and_end() {
    GIMBAL_GIL_HELD();
    if (!begin()) return;
    {
        std::lock_guard lock(mutex_);
        python_thread_ = PyThread_get_thread_ident();
    }
    run_code(nullptr);
    end_if_forked_child();  // a child that the code has forked ends here
    PyRef exception = take_exception();
    const bool raised = static_cast<bool>(exception);
    if (raised && options_.show_errors) calls_->show(exception, title());
    Traceback error = describe(std::move(exception));
    {
        std::lock_guard lock(mutex_);
        if (interrupted_) PyThreadState_SetAsyncExc(python_thread_, nullptr);  // one that came too late
        python_thread_ = 0;
    }
    if (raised) end_raised(std::move(error));
    else end();
}

void Call::interrupt_thread() {
    GIMBAL_GIL_HELD();
    std::lock_guard lock(mutex_);
    if (python_thread_ == 0) return;
    interrupted_ = true;
    PyThreadState_SetAsyncExc(python_thread_, PyExc_KeyboardInterrupt);
}

// --- The end

// False: it has ended already, or its code has begun and must not have.
bool Call::finish(std::optional<PythonError> error, bool only_before_it_begins) {
    std::optional<Continuation> next;
    {
        std::lock_guard lock(mutex_);
        if (ended_.load() || (only_before_it_begins && begun_)) return false;
        error_ = std::move(error);
        ended_.store(true);
        next = std::exchange(continuation_, std::nullopt);
    }
    changed_.notify_all();
    calls_->forget(*this);
    if (next) continue_with(std::move(*next));
    return true;
}

void Call::end() { finish(std::nullopt); }
void Call::end(PythonError error) { finish(std::move(error)); }
void Call::end_closed() { finish(no_result(NoResult::closed, calls_->why_closed())); }

void Call::end_dropped(const std::string& why) {
    if (calls_->is_closing()) return end_closed();
    finish(no_result(NoResult::cancelled, work_.title + " was " + why));  // "stopped before its turn"
}

void Call::end_raised(Traceback raised) {
    PythonError error{std::move(raised)};
    std::optional<NoResult> asked;
    {
        std::lock_guard lock(mutex_);
        asked = asked_;
    }
    if (!asked && error.type == "KeyboardInterrupt")  // of Stop
        asked = calls_->is_closing() ? NoResult::closed : NoResult::interrupted;
    if (asked) {
        error.why = *asked;
        error.message = words(*asked);
    }
    finish(std::move(error));
}

std::string Call::words(NoResult why) const {
    switch (why) {
        case NoResult::cancelled: return work_.title + " was cancelled";
        case NoResult::interrupted: return work_.title + " was stopped";
        case NoResult::timed_out:
            return work_.title + " has not ended within its deadline of " + std::to_string(options_.deadline.count()) +
                   " ms";
        case NoResult::closed: return calls_->why_closed();
        default: return {};
    }
}

void Call::ask_to_end(NoResult why) {
    {
        std::lock_guard lock(mutex_);
        if (!asked_) asked_ = why;
    }
    if (finish(no_result(why, words(why)), true)) calls_->remove_queued(run());
    else calls_->interrupt(*this);
}

void Call::cancel() {
    if (!ready()) ask_to_end(NoResult::cancelled);
}

// The run may have been cancelled before its number was known.
void Call::set_run(RunId run) {
    run_.store(run);
    if (ready()) calls_->remove_queued(run);
}

Clock::time_point Call::deadline_passed() {
    const milliseconds step = options_.where == Where::run ? run_step : thread_step;
    const milliseconds gone = step * deadline_steps_++;
    if (gone >= last_step)
        end(no_result(NoResult::timed_out, words(NoResult::timed_out) + ", nor obeyed the interrupts since"));
    else if (!ready()) ask_to_end(NoResult::timed_out);
    return ready() ? Clock::time_point::max() : Clock::now() + step;
}

// --- The Future

bool Call::ready() const { return in_forked_child() || ended_.load(); }

// Why this thread must not wait for the end.
std::optional<PythonError> Call::refusal() const {
    const ThreadRole role = thread_role();
    const char* why = nullptr;
    if (role == ThreadRole::ui) why = "get() would block the UI thread: use ready() in its loop, or then(On::ui, ...)";
    if (role == ThreadRole::script && options_.where == Where::run)
        why = "get() would wait for itself: this run would wait for another, which begins when this one has ended";
    if (role == ThreadRole::handlers && options_.where == Where::handlers)
        why = "get() would wait for itself: the handlers thread does one piece of work after the other";
    return why ? std::optional(no_result(NoResult::refused, why)) : std::nullopt;
}

std::optional<PythonError> Call::wait(milliseconds limit) {
    if (ready()) return std::nullopt;
    if (limit > milliseconds(0))
        if (auto refused = refusal()) return refused;
    const auto until = Clock::now() + std::min(limit, longest_wait);
    const bool with_gil = holds_gil();
    std::unique_lock lock(mutex_);
    const auto wait_until = [&](Clock::time_point time) {
        return changed_.wait_until(lock, time, [&] { return ended_.load(); });
    };
    while (with_gil && !ended_.load() && Clock::now() < until) {
        lock.unlock();
        const bool has_ended = without_gil([&] {
            lock.lock();
            const bool seen = wait_until(std::min(until, Clock::now() + interrupt_look));
            lock.unlock();
            return seen;
        });
        if (!has_ended && PyErr_CheckSignals() != 0) {  // Stop, of the run that waits
            PythonError error{take_traceback()};
            error.why = NoResult::interrupted;
            return error;
        }
        lock.lock();
    }
    if (wait_until(until)) return std::nullopt;
    return no_result(NoResult::not_ready, "no result within " + std::to_string(limit.count()) + " ms");
}

std::optional<PythonError> Call::take_error() {
    if (in_forked_child()) return forked();
    std::lock_guard lock(mutex_);
    if (std::exchange(taken_, true)) return no_result(NoResult::refused, "the result was taken before");
    return std::move(error_);
}

void Call::then(On where, std::function<void()> function) {
    if (in_forked_child()) return function();
    Continuation next{where, std::move(function)};
    {
        std::lock_guard lock(mutex_);
        if (!ended_.load()) {
            continuation_ = std::move(next);
            return;
        }
    }
    continue_with(std::move(next));
}

void Call::become_closed() {
    std::lock_guard lock(mutex_);
    error_ = no_result(NoResult::closed, calls_ ? calls_->why_closed() : "the engine has ended");
}

void Call::continue_with(Continuation next) {
    auto& [where, function] = next;
    if (where == On::any) {
        try {
            return function();
        } catch (...) { return calls_->report(std::current_exception(), title()); }
    }
    // `function` keeps this call alive.
    const auto dropped = [this, function] {
        become_closed();
        function();
    };
    if (!calls_->post(where, title(), function, dropped)) dropped();
}

// --- The public half

CallState::CallState() : call_(std::make_unique<Call>()) {}
CallState::~CallState() = default;
bool CallState::ready() const { return call_->ready(); }
std::optional<PythonError> CallState::wait(std::chrono::milliseconds limit) { return call_->wait(limit); }
std::optional<PythonError> CallState::take_error() { return call_->take_error(); }
void CallState::then(On where, std::function<void()> function) { call_->then(where, std::move(function)); }
void CallState::cancel() { call_->cancel(); }
RunId CallState::run() const { return call_->run(); }

}  // namespace gimbal::console::detail
