#include "gimbal/console/python/python.h"
#include "engine/interpreter/attach_gate.h"

#include "gimbal/console/python/forked_child.h"

namespace gimbal::console {

// PyGILState_Check() is always true once a sub-interpreter was made.
bool holds_gil() {
    const PyThreadState* own = PyGILState_GetThisThreadState();
#if PY_VERSION_HEX >= 0x030D0000
    return own && PyThreadState_GetUnchecked() == own;
#else
    return own && _PyThreadState_UncheckedGet() == own;
#endif
}

AttachGate::Entry AttachGate::enter() {
    if (in_forked_child()) return Entry::nested;  // its only thread; another may have held the mutex
    std::unique_lock lock(mutex_);
    if (state_ == State::no_python) return Entry::refused;
    if (state_ == State::ending)
        return finaliser_ == std::this_thread::get_id() && holds_gil() ? Entry::nested : Entry::refused;
    if (holds_gil()) return Entry::nested;
    ++count_;
    turn_.wait(lock, [&] { return !taking_ || state_ != State::open; });
    if (state_ == State::open) {
        taking_ = true;
        return Entry::counted;
    }
    if (--count_ == 0) empty_.notify_all();
    return Entry::refused;
}

void AttachGate::has_attached() {
    std::lock_guard lock(mutex_);
    taking_ = false;
    turn_.notify_one();
}

void AttachGate::leave() {
    std::lock_guard lock(mutex_);
    if (--count_ == 0) empty_.notify_all();
}

void AttachGate::open() {
    std::lock_guard lock(mutex_);
    state_ = State::open;
}

void AttachGate::close() {
    std::lock_guard lock(mutex_);
    if (state_ != State::open) return;
    state_ = State::closed;
    turn_.notify_all();
}

bool AttachGate::wait_until_empty(Clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    return empty_.wait_until(lock, deadline, [&] { return count_ == 0; });
}

void AttachGate::begin_end() {
    std::lock_guard lock(mutex_);
    finaliser_ = std::this_thread::get_id();
    state_ = State::ending;
}

void AttachGate::end() {
    std::lock_guard lock(mutex_);
    state_ = State::no_python;
}

AttachGate& attach_gate() {
    static auto* gate = new AttachGate;  // never destroyed: threads of the host may use it after main()
    return *gate;
}

}  // namespace gimbal::console
