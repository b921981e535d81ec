// Gives a thread a thread state and the GIL, by PEP 788 where CPython has it. Include this header first in a .cpp: it
// includes Python.h.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console {

#if PY_VERSION_HEX >= 0x030F0000
using PreviousState = decltype(PyThreadState_EnsureFromView(nullptr));
#else
using PreviousState = PyGILState_STATE;
#endif

// Thread: any but UI.   GIL: taken by attach(), released by detach().
bool attach(PreviousState& previous);  // false: the interpreter ends
void detach(PreviousState previous);

// Attaches a thread of the engine for the scope. It does not pass the gate: Quit waits there for the host's threads,
// and joins the engine's before it ends Python. Thread: Python.   GIL: taken inside.
class EngineAttachment : NonCopyable {
public:
    EngineAttachment() : attached_(attach(previous_)) {}
    ~EngineAttachment() {
        if (attached_) detach(previous_);
    }
    explicit operator bool() const { return attached_; }

private:
    PreviousState previous_{};
    bool attached_;
};

}  // namespace gimbal::console
