// os.close(), os.closerange() and os.dup2() leave the program's own descriptors open.
#pragma once

namespace gimbal::console {

// For a script they are descriptors that are not open. A forked child may close them: it has no engine. False: a Python
// error is set. Thread: script.   GIL: held.
bool guard_host_descriptors();

}  // namespace gimbal::console
