// A look at where the script thread is, while it holds the GIL and lets nobody ask.
#pragma once
#include <string>

#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

struct StackLook {
    std::string file, function, source;
    int line = 0;
    bool cleaning_up = false;   // it handles an interrupt: a finally, an except, an __exit__ runs
    std::string where() const;  // `sum(range(10**11))  (<cell 3>, line 1)`
};

// Best effort: empty when nothing could be read within 50 ms.
// Thread: supervisor.   GIL: never.
StackLook look_at_script(const InterruptGate& gate);

// Whether Python's loop, which raises interrupts, still comes round: asked together with an interrupt, answered by the
// loop. Thread: supervisor.   GIL: never.
void add_pending_call(int (*call)(void*),
                      void* argument);  // by Python on the script thread; dropped once Python ends. Thread: any
void ask_python_loop();                 // Thread: any
bool python_loop_answered();
bool script_has_own_handler();  // on SIGINT, as the loop's last answer told

// From and until when the script thread can be looked at. Thread: script.   GIL: held.
void allow_looking();
void forbid_looking();

}  // namespace gimbal::console
