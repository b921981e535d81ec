// Process-wide signals: which threads take them, and SIGTERM and SIGHUP as a wish to quit.
#pragma once
#include "base/platform/wake_up.h"

namespace gimbal::console {

// Lets the calling thread take every signal but SIGINT, which the interrupt gate opens (or SIGINT too, headless).
void take_signals(bool sigint_too);  // Thread: script.

// From now on SIGTERM and SIGHUP are noted and `woken` is notified.
void watch_quit_signals(WakeUp& woken);
void forget_quit_signals();        // when the script thread, which takes them, has ended
int noted_quit_signal() noexcept;  // 0: none

}  // namespace gimbal::console
