// What the conversions and the words of their errors share.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

struct HeldBuffer : NonCopyable {
    Py_buffer buffer{};
    ~HeldBuffer() { PyBuffer_Release(&buffer); }  // nothing if none was taken
};

// True: what is pending must reach the caller, a KeyboardInterrupt for example. Any other error is cleared.
// Thread: Python.   GIL: held.
bool stays_pending();

}  // namespace gimbal::console
