// Ends the process as python3 does after a KeyboardInterrupt.
#pragma once

namespace gimbal::console {

// Ends the process by SIGINT, so that the shell sees the same as with python3. Returns the exit code to use if the
// signal is blocked. Thread: any.   GIL: not needed.
int end_by_sigint() noexcept;

}  // namespace gimbal::console
