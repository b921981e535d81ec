// Signals: which threads take them, SIGTERM and SIGHUP as requests to quit, and an end by a signal.
#pragma once
#include <signal.h>

#include "base/platform/wake_up.h"
#include "gimbal/console/base/signal_mask.h"

namespace gimbal::console {

sigset_t only(int number) noexcept;                // async-signal-safe
sigset_t asynchronous_signals() noexcept;          // those that no fault of a thread raises
struct sigaction handler_of(int number) noexcept;  // the present one. Async-signal-safe

// Unblocks or blocks SIGINT in the calling thread. Thread: Python.
void let_interrupts_in(bool in);

// Lets the calling thread take every signal except SIGINT, which the interrupt gate unblocks; with `sigint_too`
// also SIGINT.
void take_signals(bool sigint_too);  // Thread: Python; supervisor if Python has not started.

// From now on SIGTERM and SIGHUP are noted and notify `woken`, which must live until forget_quit_signals(). Those that
// the host handles or ignores are left to it.
void watch_quit_signals(WakeUp& woken);
void forget_quit_signals();        // from now on they have their default action again
int noted_quit_signal() noexcept;  // 0: none
void drop_quit_signal() noexcept;  // the next one is noted again
unsigned quit_signal_count() noexcept;

// Ends the process by the signal's default action, so that a shell sees why it ended. Returns the exit code to use if
// the process survives. Async-signal-safe. Thread: any.   GIL: not needed.
int end_by_signal(int number) noexcept;

}  // namespace gimbal::console
