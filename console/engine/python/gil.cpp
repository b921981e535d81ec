// The checked half of the GIL guards.
#include "gimbal/console/python/gil.h"

#include "gimbal/console/thread_role.h"

#include <cstdio>
#include <cstdlib>

namespace gimbal::console {

#if GIMBAL_CHECKS
void assert_gil_held() noexcept {
    if (PyGILState_Check()) return;
    std::fputs("gimbal: a Python call without the GIL\n", stderr);
    std::abort();
}
#endif

GilGuard::GilGuard() {
    assert_not_on(ThreadRole::ui);
    state_ = PyGILState_Ensure();
}

}  // namespace gimbal::console
