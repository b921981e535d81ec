// Ctrl-C of a terminal as a Stop: it interrupts at once, as in python3, and is counted, so that the ladder climbs from
// it.
#pragma once
#include "base/platform/wake_up.h"

namespace gimbal::console {

// Puts a handler around Python's own. Thread: script, when Python has installed its.
void watch_terminal_interrupts(WakeUp& woken);
void forget_terminal_interrupts();        // Thread: script, before `woken` goes
int take_terminal_interrupts() noexcept;  // how many since the last call, but those at the prompt. Thread: supervisor.

// SIGINT in the calling thread: let in at the prompt, held back elsewhere. Thread: script.
void let_interrupts_in(bool in);

// readline looks at signals only when its wait for a key is interrupted, and one that came just before the wait is not
// seen. So the prompt is told again until it has been left. False: it has. Thread: supervisor.
void note_prompt(bool begins);  // Thread: script
bool nudge_prompt();
bool prompt_is_interrupted() noexcept;  // and has not been left yet. Thread: any

}  // namespace gimbal::console
