#include "gimbal/console/python/python.h"
#include "engine/interpreter/attach_gate.h"

#include "gimbal/console/python/forked_child.h"
#include "engine/values/thread_states.h"

namespace gimbal::console {

// PyGILState_Check() is always true once a sub-interpreter was made.
bool holds_gil() {
    const PyThreadState* own = PyGILState_GetThisThreadState();
    return own && current_state() == own;
}

namespace {
thread_local int depth_of_sub_interpreters = 0;
}

void enter_sub_interpreter() noexcept { ++depth_of_sub_interpreters; }
void leave_sub_interpreter() noexcept { --depth_of_sub_interpreters; }

// The second case is a thread that Python code has started in a sub-interpreter.
bool in_sub_interpreter() noexcept {
    if (depth_of_sub_interpreters > 0) return true;
    PyThreadState* own = PyGILState_GetThisThreadState();
    return own && PyThreadState_GetInterpreter(own) != PyInterpreterState_Main();
}

AttachGate::Entry AttachGate::enter() {
    if (in_sub_interpreter()) return Entry::refused;
    if (in_forked_child()) return holds_gil() ? Entry::nested : Entry::alone;  // another may have held the mutex
    count_.fetch_add(1);  // from here on the interpreter does not end if the gate is open
    const Entry entry = state_.load() == State::open ? enter_open() : enter_other();
    if (entry != Entry::counted) leave();
    return entry;
}

AttachGate::Entry AttachGate::enter_open() {
    if (holds_gil()) return Entry::nested;
    return take_place() || wait_for_place() ? Entry::counted : Entry::refused;
}

// Under the mutex the interpreter does not begin to end.
AttachGate::Entry AttachGate::enter_other() {
    std::lock_guard lock(mutex_);
    const State state = state_.load();
    const bool may_hold_it = state == State::open || state == State::closed ||
                             (state == State::ending && finaliser_ == std::this_thread::get_id());
    return may_hold_it && holds_gil() ? Entry::nested : Entry::refused;
}

bool AttachGate::take_place() {
    for (int taken = taken_.load(); taken < places;)
        if (taken_.compare_exchange_weak(taken, taken + 1)) return true;
    return false;
}

bool AttachGate::wait_for_place() {
    std::unique_lock lock(mutex_);
    sleepers_.fetch_add(1);
    bool has_place = false;
    while (state_.load() == State::open) {
        waking_.store(false);  // before the look, so that a place that is left after it wakes somebody
        if ((has_place = take_place())) break;
        turn_.wait(lock);
    }
    sleepers_.fetch_sub(1);
    return has_place;
}

// While another thread waits for the GIL, a sleeper is woken only now and then. Each one that is woken takes the turn
// from a thread that runs, which costs a switch of threads.
void AttachGate::has_attached() {
    const bool nobody_waits = taken_.fetch_sub(1) == 1;
    if (sleepers_.load() == 0) return;
    const auto now = Clock::now().time_since_epoch();
    if (!nobody_waits && now - last_wake_.load() < rotation) return;  // the last one that leaves a place wakes
    if (waking_.exchange(true)) return;
    last_wake_.store(now);
    std::lock_guard lock(mutex_);
    turn_.notify_one();
}

void AttachGate::leave() {
    if (in_forked_child()) return;  // it was entered before the fork
    if (count_.fetch_sub(1) != 1 || state_.load() == State::open) return;
    std::lock_guard lock(mutex_);
    empty_.notify_all();
}

void AttachGate::set(State state) {
    std::lock_guard lock(mutex_);
    state_.store(state);
}

void AttachGate::open() {
    thread_states().change_interpreter();
    set(State::open);
}

void AttachGate::close() {
    std::lock_guard lock(mutex_);
    if (state_.load() != State::open) return;
    state_.store(State::closed);
    thread_states().begin_quit();
    turn_.notify_all();
}

bool AttachGate::wait_until_empty(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [&] { return count_.load() == 0; });
}

void AttachGate::begin_end() {
    std::lock_guard lock(mutex_);
    finaliser_ = std::this_thread::get_id();
    state_.store(State::ending);
}

void AttachGate::end() { set(State::no_python); }

AttachGate& attach_gate() {
    static auto* gate = new AttachGate;  // never destroyed: threads of the host may use it after main()
    return *gate;
}

}  // namespace gimbal::console
