// Attaching a thread, by PEP 788 where CPython has it.
#include "gimbal/console/python/gil.h"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>

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
GilGuard::GilGuard() {
    GIMBAL_NOT_ON(ui);
    if (PyInterpreterView* main = PyInterpreterView_FromMain()) {
        previous_ = PyThreadState_EnsureFromView(main);
        PyInterpreterView_Close(main);
    }
    if (!previous_) throw std::runtime_error("this thread cannot call Python: the interpreter is finalizing");
}

GilGuard::~GilGuard() { PyThreadState_Release(previous_); }
#else
GilGuard::GilGuard() {
    GIMBAL_NOT_ON(ui);
    previous_ = PyGILState_Ensure();
}

GilGuard::~GilGuard() { PyGILState_Release(previous_); }
#endif

}  // namespace gimbal::console
