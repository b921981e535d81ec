// Ends multiprocessing's workers, which must not outlive a program that had to leave its script behind.
#pragma once

namespace gimbal::console {

// Sends SIGTERM to the workers of multiprocessing and concurrent.futures that this program has started, with any start
// method, and to other forked copies of this program. Other programs that a script has started go on, and so does a
// process that has begun a new session. Thread: any.   GIL: not needed; a thread that was left behind may hold it
// forever.
void end_worker_processes();

}  // namespace gimbal::console
