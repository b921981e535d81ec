// Attaches a thread if the gate admits it, by PEP 788 where CPython has it.
#include "engine/interpreter/attach.h"

#include <cstdio>
#include <cstdlib>

#include "engine/interpreter/attach_gate.h"
#include "engine/values/thread_states.h"

namespace gimbal::console {

#if GIMBAL_CHECKS
void assert_gil_held(std::source_location where) noexcept {
    if (PyGILState_Check()) return;
    std::fprintf(stderr, "gimbal: %s:%u %s is called without the GIL\n", where.file_name(), where.line(),
                 where.function_name());
    std::abort();
}

namespace {
thread_local detail::GilKeeper gil_keeper;
}

detail::GilKeeper detail::exchange_gil_keeper(GilKeeper keeper) noexcept { return std::exchange(gil_keeper, keeper); }

void assert_gil_may_be_released() noexcept {
    if (!gil_keeper.function || gil_keeper.frame != PyEval_GetFrame()) return;
    std::fprintf(stderr, "gimbal: the bound function %s, whose row says gil::keeps, has released the GIL\n",
                 gil_keeper.function);
    std::abort();
}
#endif

#if PY_VERSION_HEX >= 0x030F0000
bool attach(PreviousState& previous) {
    if (PyInterpreterView* main = PyInterpreterView_FromMain()) {
        previous = PyThreadState_EnsureFromView(main);
        PyInterpreterView_Close(main);
    }
    return previous != nullptr;
}

void detach(PreviousState previous) { PyThreadState_Release(previous); }
#else
bool attach(PreviousState& previous) {
    previous = PyGILState_Ensure();
    return true;
}

void detach(PreviousState previous) { PyGILState_Release(previous); }
#endif

GilGuard::GilGuard() {
    GIMBAL_NOT_ON(ui);
    const auto entry = attach_gate().enter();
    if (entry == AttachGate::Entry::nested) attached_ = Attached::before;
    else if (entry == AttachGate::Entry::alone) attach_by_ensure();
    else if (entry == AttachGate::Entry::counted) attach_counted();
}

void GilGuard::attach_by_ensure() {
    if (attach(previous_)) attached_ = Attached::by_ensure;
}

void GilGuard::attach_counted() {
    const ThreadStates::Own own = thread_states().of_this_thread();
    if (own.state) {
        PyEval_RestoreThread(own.state);
        attached_ = Attached::with_own_state;
        had_error_ = PyErr_Occurred() != nullptr;  // of a scope around this one
    } else {
        attach_by_ensure();
    }
    counted_ = attached_ != Attached::no;
    attach_gate().has_attached();
    if (!counted_) attach_gate().leave();
    if (own.is_new) thread_states().free_ended();  // so that threads that come and go leave no more than they need
}

GilGuard::~GilGuard() {
    if (attached_ == Attached::with_own_state) {
        if (!had_error_ && PyErr_Occurred()) PyErr_Clear();  // the next scope must not find it
        PyEval_SaveThread();
    } else if (attached_ == Attached::by_ensure) {
        detach(previous_);
    }
    if (counted_) attach_gate().leave();
}

}  // namespace gimbal::console
