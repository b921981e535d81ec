// A look at where the script thread is, while it holds the GIL and lets nobody ask.
#pragma once
#include <string>

#include "console/engine/interrupt_gate.h"

namespace gimbal::console {

struct StackLook {
    std::string file, function, source;
    int line = 0;
    bool python_is_waiting_for_c = false;                    // its loop, which raises interrupts, did not come round in 50 ms
    std::string where() const;                               // `sum(range(10**11))  (<cell 3>, line 1)`
};

// Best effort: empty when nothing could be read within 50 ms.
// Thread: supervisor.   GIL: never.
StackLook look_at_script(const InterruptGate& gate);

// The script thread's state, so that it can be looked at. Thread: script.   GIL: held.
void allow_looking();
void forbid_looking();

}  // namespace gimbal::console
