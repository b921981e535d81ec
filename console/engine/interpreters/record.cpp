// What the threads that use an interpreter see of it.
#include "gimbal/console/python/errors.h"
#include "engine/interpreters/record.h"

#include <algorithm>
#include <system_error>

#include "gimbal/console/python/forked_child.h"
#include "engine/interpreters/set.h"
#include "engine/output/thread_runs.h"
#include "gimbal/console/engine.h"

namespace gimbal::console::detail {

namespace {
PythonError refused(std::string why) { return no_result(NoResult::refused, std::move(why)); }
}  // namespace

InterpreterRecord::InterpreterRecord(InterpreterSet& set, InterpreterConfig config)
    : set_(set),
      calls_(set.parts().calls),
      config_(std::move(config)) {
    config_.own_gil = config_.own_gil && console::has_own_gil();
}

std::optional<PythonError> InterpreterRecord::make() {
    try {
        home_.start({"interpreter", 16u << 20, 0}, [self = shared_from_this()] { self->live(); });
    } catch (const std::system_error& error) {
        std::lock_guard lock(mutex_);
        phase_ = Phase::ended;
        ended_.store(true);
        return refused(std::string("the interpreter cannot be made: ") + error.what());
    }
    const DetachedIfAttached detached;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return phase_ != Phase::making; });
    if (phase_ != Phase::ended) return std::nullopt;
    return refused("the interpreter cannot be made: " + failure_);
}

bool InterpreterRecord::is_open() const {
    std::lock_guard lock(mutex_);
    return phase_ == Phase::open;
}

bool InterpreterRecord::is_quitting() const {
    std::lock_guard lock(mutex_);
    return quitting_;
}

bool InterpreterRecord::is_running() const {
    std::lock_guard lock(mutex_);
    return !is_idle();
}

std::string InterpreterRecord::why_closed() const { return title() + " is closed"; }
PythonError InterpreterRecord::closed() const { return no_result(NoResult::closed, why_closed()); }

std::shared_ptr<void> InterpreterRecord::lease() {
    std::lock_guard lock(mutex_);
    if (auto present = lease_.lock()) return present;
    std::shared_ptr<void> fresh(static_cast<void*>(this), [self = shared_from_this()](void*) {
        if (in_forked_child()) return;  // the mutex may be held by a thread that does not exist there
        std::lock_guard inner(self->mutex_);
        self->abandoned_ = true;
        self->changed_.notify_all();
    });
    lease_ = fresh;
    abandoned_ = false;
    return fresh;
}

// --- States of pairs

void InterpreterRecord::add_state(PyThreadState* state) {
    std::lock_guard lock(mutex_);
    states_.push_back(state);
}

void InterpreterRecord::leave_state(PyThreadState* state) {
    if (in_forked_child()) return;
    std::lock_guard lock(mutex_);
    if (std::erase(states_, state) == 0) return;  // the interpreter has ended
    left_states_.push_back(state);
    changed_.notify_all();
}

std::size_t InterpreterRecord::state_count() const {
    std::lock_guard lock(mutex_);
    return states_.size() + left_states_.size();
}

void InterpreterRecord::end_export(PyObject* exporter) {
    if (in_forked_child()) return;
    std::lock_guard lock(mutex_);
    --exports_;
    if (ended_.load()) return;
    left_objects_.push_back(exporter);
    if (lease_.expired()) abandoned_ = true;  // only the buffer has kept it open
    changed_.notify_all();
}

// --- Code

InterpreterRecord::Use::Use(InterpreterRecord& record) : record_(record) {
    if (thread_role() == ThreadRole::ui)
        refusal_ = refused("the UI thread must not wait for " + record.title() + ": use call_in_thread()");
    else if (in_forked_child()) refusal_ = no_result(NoResult::closed, "a forked child has no sub-interpreters");
    else {
        std::lock_guard lock(record.mutex_);
        if (record.phase_ != Phase::open) refusal_ = record.closed();
        else running_ = record.begin_use();
    }
    if (refusal_) return;
    attachment_.emplace(record);
    std::lock_guard lock(record.mutex_);
    if (attachment_->state()) running_->active = true;
    else refusal_ = no_result(NoResult::closed, "Python ends");
    if (running_->wanted) record.changed_.notify_all();
}

std::list<InterpreterRecord::Running>::iterator InterpreterRecord::begin_use() {
    if (needs_gil_ticks && !has_own_gil() && !std::exchange(ticking_, true)) {
        set_.ticker().begin();
        changed_.notify_all();
    }
    return running_.insert(running_.end(), Running{PyThread_get_thread_ident()});
}

// An interrupt that was raised and has not been seen must not reach the next code of this thread.
InterpreterRecord::Use::~Use() {
    if (!attachment_) return;
    if (attachment_->state()) {
        bool interrupted = false;
        {
            std::lock_guard lock(record_.mutex_);
            running_->active = false;
            interrupted = running_->interrupted;
        }
        if (interrupted) PyThreadState_SetAsyncExc(running_->thread, nullptr);
    }
    attachment_.reset();
    std::lock_guard lock(record_.mutex_);
    record_.running_.erase(running_);
    // Else nobody waits for this, and waking the home thread would cost more than a short call.
    const bool is_awaited = record_.phase_ != Phase::open || record_.abandoned_;
    if (is_awaited && record_.running_.empty()) record_.changed_.notify_all();
}

bool InterpreterRecord::Use::was_interrupted() const {
    std::lock_guard lock(record_.mutex_);
    return running_->wanted;
}

std::function<void()> InterpreterRecord::Use::interrupter() {
    return [record = &record_, running = &*running_] {
        std::lock_guard lock(record->mutex_);
        running->wanted = true;
        record->changed_.notify_all();
    };
}

void InterpreterRecord::interrupt_thread(unsigned long thread) {
    std::lock_guard lock(mutex_);
    for (Running& one : running_)
        if (one.thread == thread) one.wanted = true;
    changed_.notify_all();
}

void InterpreterRecord::interrupt() {
    std::lock_guard lock(mutex_);
    interrupt_all();
}

void InterpreterRecord::interrupt_all() {
    for (Running& one : running_) one.wanted = true;
    changed_.notify_all();
}

std::optional<PythonError> InterpreterRecord::run(const std::function<PyObject*()>& function,
                                                  const std::function<bool(PyObject*)>& store) {
    Use use(*this);
    if (!use) return use.refusal();
    Engine& engine = set_.parts().engine;
    std::optional<Engine::StopListener> listener;
    if (engine.on_script_thread() && engine.current_run() != 0) listener.emplace(engine, use.interrupter());
    bool stored = false;
    guarded([&] {
        const PyRef result = PyRef::steal(function());
        stored = result && store(result.get());
    });
    end_if_forked_child();
    std::optional<PythonError> error;
    if (!stored) {
        error.emplace(PythonError{take_traceback()});
        if (error->type == "KeyboardInterrupt" && use.was_interrupted()) {
            error->why = NoResult::interrupted;
            error->message = "the code in " + title() + " was stopped";
        }
    }
    listener.reset();
    return error;
}

void InterpreterRecord::post(std::function<void(Use&)> body, std::function<void(std::string)> dropped) {
    std::shared_ptr<void> kept = lease();
    {
        std::lock_guard lock(mutex_);
        if (phase_ == Phase::open && !in_forked_child()) {
            const RunId run = run_of_this_thread(set_.parts().current_run.load());
            queue_.push_back({std::move(body), std::move(dropped), run, std::move(kept)});
            if (!worker_.started())
                worker_.start({"interp. work", 16u << 20, 0}, [self = shared_from_this()] { self->work(); });
            changed_.notify_all();
            return;
        }
    }
    dropped(why_closed());
}

void InterpreterRecord::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        changed_.wait(lock, [&] { return worker_ends_ || !queue_.empty(); });
        if (worker_ends_) return;
        Work next = std::move(queue_.front());
        queue_.pop_front();
        working_ = true;
        lock.unlock();
        set_run_of_this_thread(next.run);
        if (Use use(*this); use) guarded([&] { next.body(use); }), PyErr_Clear();
        else next.dropped(why_closed());
        lock.lock();
        working_ = false;
        changed_.notify_all();
        lock.unlock();
        next = {};  // its lease may be the last
        lock.lock();
    }
}

void InterpreterRecord::drop_queue() {
    std::deque<Work> dropped;
    {
        std::lock_guard lock(mutex_);
        dropped.swap(queue_);
    }
    for (Work& work : dropped) work.dropped(why_closed());
}

// --- The end

std::optional<PythonError> InterpreterRecord::close(std::chrono::milliseconds limit) {
    if (is_inside(*this)) return refused(title() + " cannot be closed by code that runs in it");
    const auto deadline = Clock::now() + std::min<std::chrono::milliseconds>(limit, std::chrono::hours(24 * 365));
    const DetachedIfAttached detached;
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return phase_ != Phase::making && phase_ != Phase::closing; });
    if (phase_ == Phase::ended) return std::nullopt;
    if (!is_idle() && limit <= std::chrono::milliseconds(0))
        return refused(title() + " runs code: wait for it, interrupt it, or give close() a limit");
    phase_ = Phase::closing;
    lock.unlock();
    drop_queue();
    lock.lock();
    interrupt_all();
    if (!changed_.wait_until(lock, deadline, [&] { return is_idle(); })) {
        phase_ = Phase::open;
        changed_.notify_all();
        return no_result(NoResult::timed_out, "the code in " + title() + " has not ended within " +
                                                  std::to_string(limit.count()) + " ms and goes on");
    }
    return wait_for_end(lock, Clock::time_point::max());
}

std::optional<PythonError> InterpreterRecord::wait_for_end(std::unique_lock<std::mutex>& lock,
                                                           Clock::time_point deadline) {
    end_wanted_ = true;
    changed_.notify_all();
    const auto has_answer = [&] { return !end_wanted_; };
    if (deadline == Clock::time_point::max()) changed_.wait(lock, has_answer);
    else if (!changed_.wait_until(lock, deadline, has_answer)) return refused(title() + " does not end");
    if (phase_ == Phase::ended) return std::nullopt;
    return refused(title() + " cannot be closed: " + failure_);
}

void InterpreterRecord::begin_end() {
    {
        std::lock_guard lock(mutex_);
        quitting_ = true;
        if (phase_ == Phase::open) phase_ = Phase::closing;
        interrupt_all();
    }
    drop_queue();
}

bool InterpreterRecord::end_until(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    if (!changed_.wait_until(lock, deadline, [&] { return phase_ != Phase::making && !end_wanted_; })) return false;
    if (phase_ != Phase::ended) {
        phase_ = Phase::closing;
        if (!changed_.wait_until(lock, deadline, [&] { return is_idle(); })) return false;
        if (wait_for_end(lock, deadline)) return false;
    }
    lock.unlock();
    return home_.join_until(deadline);
}

}  // namespace gimbal::console::detail
