// The end of a thread that somebody else has started.
#pragma once

namespace gimbal::console {

// Calls the function at the end of the calling thread, after the destructors of its thread_local objects and of its
// pthread keys. A second call replaces the function. Not called when the process exits. Thread: any.
void call_at_thread_end(void (*function)());

// The destructors of thread_local objects have run. Thread: any.
bool is_thread_ending() noexcept;

}  // namespace gimbal::console
