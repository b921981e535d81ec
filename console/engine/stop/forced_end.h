// The last rung of Stop: an exception at every line that the script's own code begins, so that nothing can swallow it.
#pragma once
#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

// The run's except and finally blocks end at their first line. The first time the standard library's frames are spared,
// so that its locks and loops are left in order; `everything` spares only the host's. No effect once the run has ended.
// Thread: any.   GIL: not needed.
void force_end(InterruptGate& gate, RunId run, bool everything);

void withdraw_force();  // Thread: script. GIL: held. At the end of each run.

}  // namespace gimbal::console
