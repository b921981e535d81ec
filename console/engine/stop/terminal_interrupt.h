// SIGINT from a shell: passed on to the script thread, and in a terminal counted as a press of Stop.
#pragma once
#include <signal.h>

#include "base/platform/wake_up.h"

namespace gimbal::console {

// Installs a handler that gives the script thread a SIGINT which another thread has taken, such as one of the script's.
// Blocked there, it then waits until the gate drops it or opens. Thread: script, after Python has installed its own.
void pass_on_interrupts();
// Whether this handler of SIGINT tells Python. One that the host or C code has installed does not. Thread: any.
bool reaches_python(const struct sigaction& present) noexcept;
void keep_passing_on_interrupts();  // after signal.signal() has installed Python's own handler again. Thread: script.
void stop_passing_on_interrupts();  // before the script thread ends. Thread: script.

// The same for the console in a terminal: Ctrl-C interrupts at once, as in python3, and is counted for the stop ladder.
void watch_terminal_interrupts(WakeUp& woken);  // notified of each. Thread: script, after Python has installed its own.
void forget_terminal_interrupts();              // before `woken` is destroyed. Thread: script.
int take_terminal_interrupts() noexcept;        // the number since the last call, without those at the prompt.
                                                // Thread: supervisor.

void note_prompt(bool begins);  // the prompt begins or has been left. Thread: script.
// Repeats an interrupt of the prompt. readline checks signals only when its wait for a key is interrupted, and misses
// one that came just before the wait. False: the prompt has been left. Thread: supervisor.
bool nudge_prompt();
bool prompt_is_interrupted() noexcept;  // and has not been left yet. Thread: any.

}  // namespace gimbal::console
