// Calls that may run code of a script, where Python may end meanwhile: in an extension of an ordinary python3, whose
// end does not wait for daemon threads. Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/python.h"

#include <cxxabi.h>
#include <unistd.h>

namespace gimbal::console {

// Never returns. Thread: Python.   GIL: not held.
[[noreturn]] inline void stay_here() noexcept {
    for (;;) ::pause();
}

// Returns call(), a function of CPython's API. While Python finalises, CPython up to 3.13 unwinds the stack of a thread
// that asks for the GIL, and later ones let it hang. Unwound, the objects of our functions above would count references
// without the GIL and destroy others, so the thread stays here. Thread: Python.   GIL: held.
template <class F>
auto run_python(F&& call) {
    try {
        return call();
    } catch (abi::__forced_unwind&) { stay_here(); }
}

}  // namespace gimbal::console
