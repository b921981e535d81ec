// multiprocessing's workers, which must not outlive a program that had to leave the script behind.
#pragma once

namespace gimbal::console {

// SIGTERM to the workers of multiprocessing and concurrent.futures that this program's threads have started, by
// whichever start method, and to other forked copies of this program. Programs that a script has started stay, and so
// does what has a session of its own. Thread: any.   GIL: not needed: it may be held for ever by what is left behind.
void end_worker_processes();

}  // namespace gimbal::console
