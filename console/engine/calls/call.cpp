// Deadlines, interrupts and the end of a call.
#include "gimbal/console/python/errors.h"
#include "engine/calls/call.h"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "gimbal/console/python/forked_child.h"
#include "engine/calls/call_keeper.h"
#include "engine/calls/interruptible.h"
#include "engine/interpreter/attach_gate.h"
#include "engine/python/imported.h"
#include "engine/python/pending_interrupt.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console::detail {

namespace {
using std::chrono::milliseconds;

// A run gets three presses of Stop, the third by force. Other threads can only be interrupted.
constexpr milliseconds run_step(1000), thread_step(250), last_step(3000);
}  // namespace

void Call::prepare(std::shared_ptr<CallKeeper> keeper, CallWork work, EvalOptions options) {
    keeper_ = std::move(keeper);
    work_ = std::move(work);
    options_ = std::move(options);
    if (!options_.title.empty()) work_.title = options_.title;
}

void Call::begin_native(std::shared_ptr<CallKeeper> keeper, std::string title) {
    native_ = begun_ = true;
    prepare(std::move(keeper), {std::move(title), "", nullptr, nullptr}, {.where = Where::here});
    if (!keeper_) process_ = ::getpid();
    else if (thread_role() == ThreadRole::script) shown_in_ = keeper_->current_run();
}

void Call::set_progress(double fraction) {
    progress_.store(fraction, std::memory_order_relaxed);
    if (shown_in_ != 0) keeper_->report_progress(shown_in_, title(), fraction);
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
        PyRef result = is_call ? PyRef::steal(work_.function()) : keeper_->evaluate(work_.expression, options_, await);
        if (result && is_call && PyCoro_CheckExact(result.get())) result = PyRef::steal(await(result.get()));
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
    run_code([this](PyObject* coroutine) { return await_here(coroutine); });
    end_if_forked_child();  // a child that the code has forked ends here
    PyRef exception = take_exception();
    const bool raised = static_cast<bool>(exception);
    if (raised && options_.show_errors) keeper_->show(exception, title());
    Traceback error;
    if (raised) error = describe(std::move(exception));
    {
        std::lock_guard lock(mutex_);
        if (interrupted_) PyThreadState_SetAsyncExc(python_thread_, nullptr);  // one that came too late
        python_thread_ = 0;
    }
    if (raised) end_raised(std::move(error));
    else end();
}

// The Python half can be cancelled from another thread while it runs.
PyObject* Call::await_here(PyObject* coroutine) {
    const PyRef half = call_imported("gimbal_console.runtime.awaiting", "Runner", "O", coroutine);
    if (!half) return call_method(coroutine, "close"), nullptr;
    const auto set_coroutine = [this](Value value) {
        Value before;
        std::lock_guard lock(mutex_);
        before = std::exchange(coroutine_, std::move(value));
        return asked_.has_value();
    };
    if (set_coroutine(Value::of(half.get()))) call_method(half.get(), "cancel");
    PyRef result = call_method(half.get(), "run");
    set_coroutine({});
    return result.release();
}

// The first request cancels a coroutine, which may clean up. A later one interrupts its code.
void Call::interrupt_thread() {
    GIMBAL_GIL_HELD();
    Value coroutine;
    {
        std::lock_guard lock(mutex_);
        if (python_thread_ == 0) return;
        coroutine = std::exchange(coroutine_, {});
        if (!coroutine) interrupted_ = true;
    }
    if (!coroutine) {
        return interrupt_soon([this] {
            std::lock_guard lock(mutex_);
            return python_thread_;
        });
    }
    call_method(coroutine.get(), "cancel");
    PyErr_Clear();  // its loop has been closed
}

// --- The end

// False: it has ended already, or its code has begun and must not have.
bool Call::finish(std::optional<PythonError> error, bool only_before_it_begins, std::exception_ptr exception) {
    std::vector<Continuation> next;
    {
        std::lock_guard lock(mutex_);
        if (ended_.load() || (only_before_it_begins && begun_)) return false;
        error_ = std::move(error);
        exception_ = std::move(exception);
        ended_.store(true);
        next.swap(continuations_);
    }
    changed_.notify_all();
    if (listed_ && keeper_) keeper_->forget(*this);  // null in a forked child
    for (Continuation& one : next) continue_with(std::move(one));
    return true;
}

void Call::end_native(std::optional<PythonError> error, std::exception_ptr exception) {
    finish(std::move(error), false, std::move(exception));
}

std::exception_ptr Call::exception() const {
    std::lock_guard lock(mutex_);
    return exception_;
}

void Call::end() { finish(std::nullopt); }
void Call::end(PythonError error) { finish(std::move(error)); }
void Call::end_closed() {
    finish(no_result(NoResult::closed, keeper_->why_closed()));
    if (native_) tell_native();
}

void Call::end_timed_out() { finish(no_result(NoResult::timed_out, words(NoResult::timed_out))); }

void Call::end_dropped(const std::string& why) {
    if (keeper_->is_closing()) return end_closed();
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
        asked = keeper_->is_closing() ? NoResult::closed : NoResult::interrupted;
    if (asked) {
        error.why = *asked;
        error.message = words(*asked);
    }
    finish(std::move(error));
}

std::string Call::words(NoResult why) const {
    const std::string milliseconds = std::to_string(options_.deadline.count()) + " ms";
    switch (why) {
        case NoResult::cancelled: return work_.title + " was cancelled";
        case NoResult::interrupted: return work_.title + " was stopped";
        case NoResult::timed_out:
            if (options_.deadline.count() < 0)
                return work_.title + " did not run, because its deadline of " + milliseconds + " had passed before";
            return work_.title + " has not ended within its deadline of " + milliseconds;
        case NoResult::closed: return keeper_->why_closed();
        default: return {};
    }
}

void Call::ask_to_end(NoResult why) {
    {
        std::lock_guard lock(mutex_);
        if (!asked_) asked_ = why;
    }
    if (native_) return tell_native();
    if (finish(no_result(why, words(why)), true)) keeper_->remove_queued(run());
    else keeper_->interrupt(*this);
}

void Call::cancel() {
    if (!ready()) ask_to_end(NoResult::cancelled);
}

void Call::tell_native() {
    std::function<void()> told;
    {
        std::lock_guard lock(mutex_);
        cancel_asked_.store(true);
        told = std::exchange(on_cancel_, nullptr);
    }
    if (told) told();
}

// The function before it is destroyed without the mutex, because it may own a Promise of this call.
void Call::on_cancel(std::function<void()> function) {
    {
        std::lock_guard lock(mutex_);
        if (!cancel_asked_.load()) {
            on_cancel_.swap(function);
            return;
        }
    }
    if (function) function();
}

// The run may have been cancelled before its number was known.
void Call::set_run(RunId run) {
    run_.store(run);
    if (ready()) keeper_->remove_queued(run);
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

bool Call::ready() const { return ended_.load() || lost_by_fork(); }

// The parent may have held mutex_ when it forked, so a child asks this first.
std::optional<PythonError> Call::lost_by_fork() const {
    if (process_ == 0) {
        if (!in_forked_child()) return std::nullopt;
        return no_result(NoResult::closed, "a forked child has no engine; its parent has");
    }
    if (process_ == ::getpid() || ended_.load()) return std::nullopt;
    return no_result(NoResult::closed, title() + " was started before the fork, and only the parent does it");
}

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
    const auto wait_until = [&](Clock::time_point time) {
        std::unique_lock lock(mutex_);
        return changed_.wait_until(lock, time, [&] { return ended_.load(); });
    };
    const auto step = [&](milliseconds most) { return wait_until(Clock::now() + most); };
    // Stop, or the deadline, of the code that waits.
    if (limit > milliseconds(0) && holds_gil() && wait_interruptibly(step, until) == Waited::interrupted) {
        PythonError error{take_traceback()};
        error.why = NoResult::interrupted;
        return error;
    }
    if (wait_until(until)) return std::nullopt;
    return no_result(NoResult::not_ready, "no result within " + std::to_string(limit.count()) + " ms");
}

std::optional<PythonError> Call::claim() {
    if (auto lost = lost_by_fork()) return lost;
    std::lock_guard lock(mutex_);
    if (std::exchange(taken_, true)) return no_result(NoResult::refused, "the result was taken before");
    return std::nullopt;
}

std::optional<PythonError> Call::take_error() {
    if (auto lost = lost_by_fork()) return lost;
    std::lock_guard lock(mutex_);
    return std::move(error_);
}

void Call::then(On where, std::function<void()> function) {
    if (lost_by_fork()) return function();
    Continuation next{where, std::move(function)};
    {
        std::lock_guard lock(mutex_);
        if (!ended_.load()) {
            continuations_.push_back(std::move(next));
            return;
        }
    }
    continue_with(std::move(next));
}

void Call::become_closed() {
    std::lock_guard lock(mutex_);
    error_ = no_result(NoResult::closed, keeper_ ? keeper_->why_closed() : "the engine has ended");
}

void Call::continue_with(Continuation next) {
    auto& [where, function] = next;
    const auto call_it = [this, function] {  // `function` keeps this call alive
        try {
            function();
        } catch (...) {
            if (keeper_) keeper_->report(std::current_exception(), title());
        }
    };
    if (where == On::any) return call_it();
    const auto dropped = [this, call_it] {
        become_closed();
        call_it();
    };
    if (!keeper_ || !keeper_->post(where, title(), function, dropped)) dropped();
}

// --- The public half

CallState::CallState() : call_(std::make_unique<Call>()) {}
CallState::~CallState() = default;
bool CallState::ready() const { return call_->ready(); }
std::optional<PythonError> CallState::wait(std::chrono::milliseconds limit) { return call_->wait(limit); }
std::optional<PythonError> CallState::claim() { return call_->claim(); }
std::optional<PythonError> CallState::take_error() { return call_->take_error(); }
void CallState::then(On where, std::function<void()> function) { call_->then(where, std::move(function)); }
void CallState::cancel() { call_->cancel(); }
RunId CallState::run() const { return call_->run(); }
double CallState::progress() const { return call_->progress(); }
const std::string& CallState::title() const { return call_->title(); }
std::exception_ptr CallState::exception() const { return call_->exception(); }

}  // namespace gimbal::console::detail
