// What the host adds to a standard module when a script first imports it, so that start does not pay for it.
#pragma once
#include "gimbal/console/python/gil.h"

#include "engine/runs/async_loop.h"

namespace gimbal::console {

// linecache learns of the cells; getpass asks the console and matplotlib draws into it (only in a `window`);
// multiprocessing refuses functions that its workers could not find; pdb ends at Stop (only with a `console`); asyncio
// gets `console_loop` (when there is one); processes started off the script thread get no blocked signals; fork is
// warned about (only with a `console`). False: a Python error is set. Thread: script.   GIL: held.
bool watch_first_uses(bool window, bool console, AsyncLoop* console_loop);

}  // namespace gimbal::console
