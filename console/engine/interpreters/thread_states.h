// The PyThreadState of each pair of a thread and an interpreter, and how a thread attaches to one of them.
//
// CPython notes one thread state a thread for PyGILState_Ensure(), since 3.12 the one that was attached last. Here it
// is never left to be one of a sub-interpreter, because the interpreter may be closed by another thread, and a GilGuard
// of this thread would attach to it.
#pragma once
#include "gimbal/console/python/gil.h"

#include <memory>
#include <optional>
#include <vector>

namespace gimbal::console::detail {

class InterpreterRecord;

// The state that the calling thread is attached to, of any interpreter, or null. Thread: any.
PyThreadState* attached_state();
// Whether the calling thread runs code of this interpreter, also further up its stack. Thread: any.
bool is_inside(const InterpreterRecord& record);

// Attaches without the main interpreter's GIL. A thread that waits for a shared GIL with a state of the interpreter
// whose code holds it makes that code give way; CPython before 3.13 looks at no other request. Thread: any, detached.
void attach_directly(PyThreadState* state);
void detach_directly(PyThreadState* state, PyThreadState* noted);  // `noted`: the one noted before, or null

// Releases the GIL for the scope if the calling thread holds one. Thread: any.
class DetachedIfAttached : NonCopyable {
public:
    DetachedIfAttached() : state_(attached_state() ? PyEval_SaveThread() : nullptr) {}
    ~DetachedIfAttached() {
        if (state_) PyEval_RestoreThread(state_);
    }

private:
    PyThreadState* state_;
};

// Attaches the calling thread to an interpreter that the record keeps open meanwhile. Thread: any but UI.
class Attachment : NonCopyable {
public:
    explicit Attachment(InterpreterRecord& record);
    ~Attachment();
    PyThreadState* state() const { return state_; }  // null: Python ends

private:
    InterpreterRecord& record_;
    std::optional<GilGuard> main_;    // of a shared GIL
    PyThreadState* outer_ = nullptr;  // what the thread was attached to
    PyThreadState* noted_ = nullptr;  // by CPython, for PyGILState_Ensure()
    PyThreadState* state_ = nullptr;
};

}  // namespace gimbal::console::detail
