// Keeps Stop at work after a script has given SIGINT its default action, as every PyQt script does, or ignores it.
#pragma once

namespace gimbal::console {

// From now on signal.signal(SIGINT, SIG_DFL) installs default_int_handler. In a terminal the default action ends the
// program that runs the script; in a window that program is the run, which KeyboardInterrupt ends. SIG_IGN installs a
// function that does nothing: Python does not interrupt a loop for a signal that it ignores, so the last rung of Stop
// could not begin. False: a Python error is set. Thread: script.   GIL: held.
bool replace_default_interrupt();

}  // namespace gimbal::console
