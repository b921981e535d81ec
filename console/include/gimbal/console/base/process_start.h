// main() calls these functions before the program opens a file or starts a thread.
#pragma once

namespace gimbal::console {

// Blocks every asynchronous signal in the calling thread. Threads that start later inherit the mask, so only the script
// thread takes signals. Thread: the process's first, before any other exists, or any within a SignalMaskKept.
void block_asynchronous_signals();

// Opens /dev/null on each of descriptors 0, 1 and 2 that is closed. Otherwise the program's own pipes would get these
// numbers. Thread: the process's first, before anything is opened.
void reserve_standard_descriptors();
bool is_reserved(int descriptor) noexcept;  // it was closed. Thread: any

}  // namespace gimbal::console
