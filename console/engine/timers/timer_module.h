// The module `_gimbal_timers`: the C++ half of gimbal_console.timers.
#pragma once
#include "engine/timers/timers.h"

namespace gimbal::console {

// Makes the module at its first import. Thread: script.   GIL: held.
void offer_timer_module(Timers& timers);

// Cancels the timers of functions that were defined in the namespace, because its console is closed. Thread: Python.
// GIL: held.
void cancel_timers_in(PyObject* names);

}  // namespace gimbal::console
