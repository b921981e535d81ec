// The last rung of Stop: raises an exception at every line of the script, so no except block can swallow it.
#pragma once
#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

// Also ends the run's except and finally blocks, at their first line. Frames of the standard library are spared unless
// `everything` is set, so that its locks and loops stay in order. The host's frames are always spared. Has no effect
// after the run has ended. Thread: any.   GIL: not needed.
void force_end(InterruptGate& gate, RunId run, bool everything);

void withdraw_force();  // at the end of each run. Thread: script.   GIL: held.

}  // namespace gimbal::console
