// How python3 ends a program whose script ended by KeyboardInterrupt.
#pragma once

namespace gimbal::console {

// Ends the process by SIGINT, so that the shell sees what it sees of python3. Returns the code to exit with should it
// be held back. Thread: any.   GIL: not needed.
int end_by_sigint() noexcept;

}  // namespace gimbal::console
