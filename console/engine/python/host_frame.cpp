// SIGINT is blocked first and Python's signal check runs second, so no interrupt can arrive between the two.
#include "gimbal/console/python/gil.h"
#include "engine/python/host_frame.h"

#include "gimbal/console/python/errors.h"

namespace gimbal::console {

HostFrame::HostFrame() {
    GIMBAL_GIL_HELD();
    let_interrupts_in(false);
    // Since 3.12 the check may also run the garbage collector, which drops a pending error as if it were its own.
    PyRef pending = take_exception();
    ok_ = PyErr_CheckSignals() == 0;             // does nothing in any thread but Python's main one
    if (ok_) set_exception(std::move(pending));  // otherwise the interrupt replaces it, as between two lines of Python
}

}  // namespace gimbal::console
