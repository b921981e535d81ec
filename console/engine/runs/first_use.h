// Extends modules of the standard library when a script first imports them, so that the start does not pay for it.
#pragma once
#include "gimbal/console/python/gil.h"

#include <functional>

#include "engine/runs/async_loop.h"

namespace gimbal::console {

// - linecache finds the source of cells.
// - getpass reads from the console, and matplotlib draws into it (only with `window`).
// - multiprocessing refuses functions that its workers cannot find.
// - pdb ends at Stop, and a fork prints a warning (only with `console`).
// - threading.main_thread() is the script thread, whichever thread imports threading first.
// - asyncio uses `console_loop`, unless that is null.
// - Processes started by the handlers or the assist thread do not inherit its blocked signals.
// False: a Python error is set. Thread: script.   GIL: held.
bool install_import_hooks(bool window, bool console, AsyncLoop* console_loop);

// A module of the engine that is made when Python first imports it, in the main interpreter only. A later call replaces
// the module of the same name. `make` returns an empty reference if a Python error is set. Thread: script.   GIL: held.
void offer_module(const char* name, std::function<PyRef()> make);

}  // namespace gimbal::console
