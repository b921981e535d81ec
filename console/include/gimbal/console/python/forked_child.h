// The child process that fork() makes of this program: it has only the thread that forked.
#pragma once

namespace gimbal::console {

// True from the fork on. The engine's other threads do not exist in the child, so nothing there may wait for them:
// events are not posted, their locks are not taken, and input() raises EOFError. Thread: any.   GIL: not needed.
bool in_forked_child() noexcept;

// Ends the child as python3 ends a program: shows the pending error, waits for threads, runs the atexit functions and
// exits with the error's code. The engine calls it where a run or a handler returns to the host, because the child must
// not continue as a second program. Thread: the child's only one.   GIL: held.
[[noreturn]] void end_forked_child() noexcept;
inline void end_if_forked_child() noexcept {
    if (in_forked_child()) end_forked_child();
}

// Warns a script that is about to fork, once per source line, and names the alternatives. False: a Python error is set,
// for example because warnings are errors. Thread: Python.   GIL: held.
bool warn_of_fork();

}  // namespace gimbal::console
