// Sub-interpreters that a script or the host has left at Quit.
#pragma once

namespace gimbal::console {

// Ends every interpreter but the main one, because CPython aborts if it is finalised before them. False: one of them
// still runs code or has several threads. Thread: script.   GIL: held.
bool end_interpreters();

}  // namespace gimbal::console
