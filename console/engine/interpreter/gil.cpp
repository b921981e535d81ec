// Attaches a thread if the gate admits it, by PEP 788 where CPython has it.
#include "engine/interpreter/attach.h"

#include <cstdio>
#include <cstdlib>

#include "engine/interpreter/attach_gate.h"

namespace gimbal::console {

#if GIMBAL_CHECKS
void assert_gil_held(std::source_location where) noexcept {
    if (PyGILState_Check()) return;
    std::fprintf(stderr, "gimbal: %s:%u %s is called without the GIL\n", where.file_name(), where.line(),
                 where.function_name());
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
    if (entry == AttachGate::Entry::refused) return;
    counted_ = entry == AttachGate::Entry::counted;
    attached_ = attach(previous_);
    if (counted_) attach_gate().has_attached();
    if (!attached_ && counted_) attach_gate().leave();
}

GilGuard::~GilGuard() {
    if (!attached_) return;
    detach(previous_);
    if (counted_) attach_gate().leave();
}

}  // namespace gimbal::console
