// The results of callbacks.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::module {

// A coroutine or a generator that a callback returns has run none of its code, and nobody would run it. Closes it and
// sets a TypeError. Passes any other result through. Thread: Python.   GIL: held.
console::PyRef finished(console::PyRef result);

}  // namespace gimbal::module
