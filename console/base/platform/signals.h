// Process-wide signals: which threads take them, and SIGTERM and SIGHUP as requests to quit.
#pragma once
#include "base/platform/wake_up.h"

namespace gimbal::console {

// Lets the calling thread take every signal except SIGINT, which the interrupt gate unblocks; with `sigint_too`
// (headless) also SIGINT.
void take_signals(bool sigint_too);  // Thread: script.

// From now on SIGTERM and SIGHUP are noted and notify `woken`, which must live until forget_quit_signals().
void watch_quit_signals(WakeUp& woken);
void forget_quit_signals();        // after the script thread, which takes them, has ended
int noted_quit_signal() noexcept;  // 0: none

}  // namespace gimbal::console
