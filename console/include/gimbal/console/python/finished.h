// The results of callbacks. Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

// A coroutine or a generator that a callback returns has run none of its code, and nobody would run it. Closes it and
// sets a TypeError. Passes any other result through. Thread: Python.   GIL: held.
PyRef finished(PyRef result);

}  // namespace gimbal::console
