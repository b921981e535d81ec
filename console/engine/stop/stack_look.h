// Finds out where the script thread is, also while it holds the GIL.
#pragma once
#include <string>

#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

struct StackLook {
    std::string file, function, source;
    int line = 0;
    bool cleaning_up = false;   // an interrupt is being handled: a finally, an except or an __exit__ runs
    std::string where() const;  // `sum(range(10**11))  (<cell 3>, line 1)`
};

// Returns the script thread's innermost frame. Empty if it could not be read within 50 ms.
// Thread: supervisor.   GIL: not needed.
StackLook look_at_script(const InterruptGate& gate);

// Has Python call the function on the script thread. Does nothing after Python has ended. Thread: any.   GIL: not
// needed.
void add_pending_call(int (*call)(void*), void* argument);

// Whether Python's eval loop, which raises interrupts, still runs: it is asked together with an interrupt and answers
// by a pending call. Thread: any.   GIL: not needed.
void ask_python_loop();
bool python_loop_answered();
bool script_has_own_handler();  // whether SIGINT had a handler of the script at the loop's last answer

// The functions above have an effect between these two calls. Thread: script.   GIL: held.
void allow_looking();
void forbid_looking();

}  // namespace gimbal::console
