// Keeps Stop from ending the program after a script has given SIGINT its default action, as every PyQt script does.
#pragma once

namespace gimbal::console {

// From now on signal.signal(SIGINT, SIG_DFL) installs default_int_handler. In a terminal the default action ends the
// program that runs the script; in a window that program is the run, which KeyboardInterrupt ends. False: a Python
// error is set. Thread: script.   GIL: held.
bool replace_default_interrupt();

}  // namespace gimbal::console
