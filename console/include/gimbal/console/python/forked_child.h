// A child that fork() makes of this program: it has the one thread that forked, and nothing else of ours.
#pragma once

namespace gimbal::console {

// From the moment of the fork on. The parts of the engine that the other threads served do nothing then: no event is
// posted, no lock of theirs is taken, a question of `input()` is at the end of file at once. Thread: any.   GIL: not
// needed.
bool in_forked_child() noexcept;

// Called where a run, a handler or the script comes back into our code: the child must not go on as a second program.
// Ends it as python3 ends a program: the pending error is shown, threads are waited for, atexit functions run, the exit
// code is the error's. Thread: the child's only one.   GIL: held.
[[noreturn]] void end_forked_child() noexcept;
inline void end_if_forked_child() noexcept {
    if (in_forked_child()) end_forked_child();
}

// What a script is told where it forks: a RuntimeWarning once per place, with the remedy. False: an error is set, as
// when warnings are errors. Thread: Python, before the fork.   GIL: held.
bool warn_of_fork();

}  // namespace gimbal::console
