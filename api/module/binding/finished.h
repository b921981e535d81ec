// The results of callbacks.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::module {

// A coroutine or a generator that a callback returns has run nothing of its code, and nobody would run it. It is closed
// and a TypeError set; any other result is passed through. Thread: Python.   GIL: held.
console::PyRef finished(console::PyRef result);

}  // namespace gimbal::module
