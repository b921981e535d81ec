// Finds the line that the script thread executes, even while that thread holds the GIL.
#pragma once
#include <string>

#include "engine/python/stack_frame.h"
#include "engine/stop/interrupt_gate.h"

struct _object;  // PyObject

namespace gimbal::console {

struct StackLook : StackFrame {
    std::string source;
    bool cleaning_up = false;   // an interrupt is being handled: a finally, an except or an __exit__ runs
    std::string where() const;  // `sum(range(10**11))  (<cell 3>, line 1)`
};

// Returns the script thread's innermost frame. Empty if it could not be read within 50 ms.
// Thread: supervisor.   GIL: not needed.
StackLook look_at_script(const InterruptGate& gate);

// Sends another interrupt from the script thread itself, unless an interrupt is raised or handled there: no line of the
// script can run between the look and the interrupt. `unanswered`: the script thread has taken no signal for 50 ms, so
// the one before may not have reached it either. Thread: supervisor.   GIL: not needed.
enum class Repeated { sent, handles_one, not_current, unanswered };
Repeated repeat_interrupt(InterruptGate& gate, RunId run, bool past_mask);

// Has Python call the function on the script thread. Does nothing after Python has ended. Thread: any.   GIL: not
// needed.
void add_pending_call(int (*call)(void*), void* argument);

// Python's eval loop raises interrupts. A pending call shows whether the loop still runs: the answer is true once the
// loop has made the call. Thread: any.   GIL: not needed.
void ask_python_loop();
bool python_loop_answered();
bool script_has_own_handler();  // whether SIGINT had a handler of the script at the loop's last answer

// The functions above have an effect between these two calls. Thread: script.   GIL: held.
void allow_looking();
void forbid_looking();

// Calls a function of faulthandler and removes the module from sys.modules again, because a script finds there
// only what python3 has imported. Takes the reference `arguments`. False: it has failed; no error is set.
// Thread: script.   GIL: held.
bool call_faulthandler(const char* function, _object* arguments);

}  // namespace gimbal::console
