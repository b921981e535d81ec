// Attaching a thread: the gate decides, then CPython does it, by PEP 788 where it has that.
#include "gimbal/console/python/gil.h"

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

GilGuard::GilGuard() {
    GIMBAL_NOT_ON(ui);
    const auto entry = attach_gate().enter();
    if (entry == AttachGate::Entry::refused) return;
    counted_ = entry == AttachGate::Entry::counted;
#if PY_VERSION_HEX >= 0x030F0000
    if (PyInterpreterView* main = PyInterpreterView_FromMain()) {
        previous_ = PyThreadState_EnsureFromView(main);
        PyInterpreterView_Close(main);
    }
    attached_ = previous_ != nullptr;
#else
    previous_ = PyGILState_Ensure();
    attached_ = true;
#endif
    if (counted_) attach_gate().has_attached();
    if (!attached_ && counted_) attach_gate().leave();
}

GilGuard::~GilGuard() {
    if (!attached_) return;
#if PY_VERSION_HEX >= 0x030F0000
    PyThreadState_Release(previous_);
#else
    PyGILState_Release(previous_);
#endif
    if (counted_) attach_gate().leave();
}

}  // namespace gimbal::console
