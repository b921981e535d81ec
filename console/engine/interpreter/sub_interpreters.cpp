#include "gimbal/console/python/gil.h"
#include "engine/interpreter/sub_interpreters.h"

#include <vector>

namespace gimbal::console {

namespace {
bool runs_code(PyThreadState* state) {
    PyFrameObject* frame = PyThreadState_GetFrame(state);
    Py_XDECREF(reinterpret_cast<PyObject*>(frame));
    return frame != nullptr;
}

// Py_EndInterpreter() aborts if other thread states are left.
bool end(PyInterpreterState* interpreter) {
    PyThreadState* state = PyInterpreterState_ThreadHead(interpreter);
    if (state && (PyThreadState_Next(state) || runs_code(state))) return false;
    if (!state) state = PyThreadState_New(interpreter);
    if (!state) return false;
    PyThreadState* own = PyThreadState_Swap(state);
    Py_EndInterpreter(state);
    PyThreadState_Swap(own);
    return true;
}
}  // namespace

bool end_interpreters() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    std::vector<PyInterpreterState*> others;  // a copy, because ending one changes CPython's list
    for (PyInterpreterState* one = PyInterpreterState_Head(); one; one = PyInterpreterState_Next(one))
        if (one != PyInterpreterState_Main()) others.push_back(one);
    bool ended = true;
    for (PyInterpreterState* one : others) ended &= end(one);
    return ended;
}

}  // namespace gimbal::console
