// The home thread of an interpreter: makes it, interrupts its code, and ends it.
#include "gimbal/console/python/errors.h"
#include "engine/interpreters/record.h"

#include <algorithm>
#include <thread>

#include "engine/interpreter/attach.h"
#include "engine/interpreter/attach_gate.h"
#include "engine/interpreters/gil_ticker.h"
#include "engine/interpreters/set.h"
#include "engine/interpreters/set_up.h"
#include "engine/output/thread_runs.h"
#include "engine/python/imported.h"
#include "engine/python/pending_interrupt.h"
#include "engine/python/text.h"

namespace gimbal::console::detail {

namespace {
constexpr std::chrono::milliseconds interrupt_interval(1000);  // a `finally` that takes less is not interrupted again
constexpr std::chrono::milliseconds import_look(5);            // at code that imports and is not interrupted there

// Of the thread that was refused an interpreter. Clears the Python error, for example that of an audit hook.
std::string reason_of_python(const char* otherwise) { return PyErr_Occurred() ? take_traceback().message : otherwise; }

// Makes an interpreter and attaches the thread to its state, which it returns. Null: none was made, and `why` says why.
PyThreadState* new_interpreter([[maybe_unused]] bool own_gil, std::string& why) {
#if PY_VERSION_HEX >= 0x030E0000
    // CPython 3.14 aborts the process if an audit hook refuses an interpreter, so the hooks are asked first.
    if (PySys_Audit("cpython.PyInterpreterState_New", nullptr) < 0) {
        why = reason_of_python("an audit hook refuses it");
        return nullptr;
    }
#endif
#if PY_VERSION_HEX >= 0x030C0000
    PyInterpreterConfig config{};
    config.use_main_obmalloc = own_gil ? 0 : 1;
    config.allow_fork = own_gil ? 0 : 1;
    config.allow_exec = own_gil ? 0 : 1;
    config.allow_threads = 1;
    config.allow_daemon_threads = own_gil ? 0 : 1;
    config.check_multi_interp_extensions = own_gil ? 1 : 0;
    config.gil = own_gil ? PyInterpreterConfig_OWN_GIL : PyInterpreterConfig_SHARED_GIL;
    PyThreadState* made = nullptr;
    const PyStatus status = Py_NewInterpreterFromConfig(&made, &config);
    if (PyStatus_Exception(status)) made = nullptr;
    if (!made) why = reason_of_python(status.err_msg ? status.err_msg : "CPython gives no reason");
    return made;
#else
    PyThreadState* made = Py_NewInterpreter();
    if (!made) why = reason_of_python("CPython gives no reason");
    return made;
#endif
}

// While it exists, scripts give way to this thread, which waits for a GIL that its interpreter shares with them.
class Ticking : NonCopyable {
public:
    Ticking(GilTicker& ticker, bool own_gil) : ticker_(needs_gil_ticks && !own_gil ? &ticker : nullptr) {
        if (ticker_) ticker_->begin();
    }
    ~Ticking() {
        if (ticker_) ticker_->end();
    }

private:
    GilTicker* ticker_;
};

std::string counted(std::size_t count, const std::string& noun) {
    return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}
}  // namespace

void InterpreterRecord::live() {
    set_run_of_this_thread(0);
    std::string why = make_here();
    std::unique_lock lock(mutex_);
    failure_ = std::move(why);
    phase_ = !failure_.empty() ? Phase::ended : quitting_ ? Phase::closing : Phase::open;
    if (phase_ == Phase::ended) ended_.store(true);
    changed_.notify_all();
    while (phase_ != Phase::ended) {
        if (has_task()) do_tasks(lock);
        else wait_for_task(lock);
    }
    if (ticking_) set_.ticker().end();
}

// Ticks end when nothing runs at one of them, so calls in a row begin them once.
void InterpreterRecord::wait_for_task(std::unique_lock<std::mutex>& lock) {
    const auto next = next_interrupt();
    if (ticking_) {
        changed_.wait_for(lock, ticks_.interval());
        if (!running_.empty()) return;
        ticking_ = false;
        set_.ticker().end();
    } else if (next == Clock::time_point::max()) changed_.wait(lock);
    else changed_.wait_until(lock, next);
}

// Code that has run for a while gets a request to give way, by the wait of this thread for the GIL.
bool InterpreterRecord::needs_tick() const {
    return ticking_ && std::ranges::any_of(running_, [interval = ticks_.interval()](const Running& one) {
               return one.active && Clock::now() - one.gave_way > interval;
           });
}

std::string InterpreterRecord::make_here() {
    const Ticking ticking(set_.ticker(), config_.own_gil);
    const EngineAttachment main;
    if (!main) return "Python ends";
    PyThreadState* outer = PyThreadState_Get();
    const std::vector<std::string> path = present_path();
    std::string why;
    first_ = new_interpreter(config_.own_gil, why);
    if (first_) {
        interpreter_.store(PyThreadState_GetInterpreter(first_));
        id_ = PyInterpreterState_GetID(interpreter());
        if (config_.name.empty()) config_.name = "interpreter " + std::to_string(id_);
        if (!set_up_interpreter(set_, *this, path)) {
            why = take_traceback().message;
            Py_EndInterpreter(first_);
        }
    }
    PyThreadState_Swap(outer);
    return why;
}

bool InterpreterRecord::has_task() const {
    return end_wanted_ || is_abandoned() || !left_states_.empty() || !left_objects_.empty() || needs_tick() ||
           next_interrupt() <= Clock::now();
}

Clock::time_point InterpreterRecord::next_interrupt() const {
    auto next = Clock::time_point::max();
    for (const Running& one : running_)
        if (one.active && one.wanted) next = std::min(next, one.next);
    return next;
}

void InterpreterRecord::do_tasks(std::unique_lock<std::mutex>& lock) {
    if (end_wanted_ || is_abandoned()) {
        phase_ = Phase::closing;
        lock.unlock();
        const bool ended = end_here();
        lock.lock();
        phase_ = ended ? Phase::ended : quitting_ ? Phase::closing : Phase::open;
        end_wanted_ = abandoned_ = false;
        changed_.notify_all();
        return;
    }
    lock.unlock();
    const Ticking ticking(set_.ticker(), has_own_gil());
    const auto begin = Clock::now();
    attach_directly(first_);
    ticks_.waited(Clock::now() - begin);
    lock.lock();
    for (Running& one : running_) {
        one.gave_way = Clock::now();
        if (!one.active || !one.wanted || one.next > Clock::now()) continue;
        const bool raised = console::interrupt_thread(one.thread);
        one.interrupted |= raised;
        one.next = Clock::now() + (raised ? interrupt_interval : import_look);
    }
    const auto states = std::exchange(left_states_, {});
    const auto objects = std::exchange(left_objects_, {});
    lock.unlock();
    enter_sub_interpreter();
    delete_left(states, objects);
    leave_sub_interpreter();
    detach_directly(first_, nullptr);
    lock.lock();
}

// No code of them runs, and CPython has noted none of them for its thread (thread_states.h).
void InterpreterRecord::delete_left(std::vector<PyThreadState*> states, const std::vector<PyObject*>& objects) {
    for (PyThreadState* state : states) {
        PyThreadState_Clear(state);
        PyThreadState_Delete(state);
    }
    for (PyObject* object : objects) Py_DECREF(object);
}

// The states of threads that the interpreter's own code has started.
std::size_t InterpreterRecord::foreign_states() {
    std::size_t count = 0;
    for (PyThreadState* one = PyInterpreterState_ThreadHead(interpreter()); one; one = PyThreadState_Next(one)) ++count;
    const std::size_t ours = 1 + state_count();
    return count > ours ? count - ours : 0;
}

std::string InterpreterRecord::reason_to_stay() {
    // At Quit nothing closes the other ones first. What they use is then never released.
    if (const int used = exports_.load(); used > 0 && !is_quitting())
        return "other interpreters use " + counted(static_cast<std::size_t>(used), "buffer") +
               " of it: delete their memoryviews first";
    // A thread that was joined deletes its state a moment later.
    for (int look = 0; look < 20 && foreign_states() > 0; ++look) {
        PyThreadState* own = PyEval_SaveThread();
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
        PyEval_RestoreThread(own);
    }
    const std::size_t left = foreign_states();
    return left > 0 ? "its code has left " + counted(left, "thread") + " running: join them first" : "";
}

bool InterpreterRecord::end_here() {
    const Ticking ticking(set_.ticker(), has_own_gil());
    std::optional<EngineAttachment> main;
    PyThreadState* outer = nullptr;
    if (has_own_gil()) attach_directly(first_);
    else {
        main.emplace();
        if (!*main) return false;
        outer = PyThreadState_Get();
        PyThreadState_Swap(first_);
    }
    enter_sub_interpreter();
    const std::string why = reason_to_stay();
    if (why.empty()) {
        std::unique_lock lock(mutex_);
        worker_ends_ = true;
        changed_.notify_all();
        lock.unlock();
        const std::string flush = "import sys\nfor s in (sys.stdout, sys.stderr):\n    if s is not None: s.flush()\n";
        if (PyRun_SimpleString(flush.c_str()) != 0) PyErr_Clear();
        PyThreadState* own = PyEval_SaveThread();
        if (worker_.started()) worker_.join();
        PyEval_RestoreThread(own);
        lock.lock();
        ended_.store(true);
        auto states = std::exchange(states_, {});
        states.insert(states.end(), left_states_.begin(), left_states_.end());
        left_states_.clear();
        const auto objects = std::exchange(left_objects_, {});
        lock.unlock();
        delete_left(states, objects);
        Py_EndInterpreter(first_);
    }
    leave_sub_interpreter();
    if (outer) PyThreadState_Swap(outer);
    else if (!why.empty()) detach_directly(first_, nullptr);
    std::lock_guard lock(mutex_);
    failure_ = why;
    return why.empty();
}

}  // namespace gimbal::console::detail
