// A trace function in C, put in place by a pending call, which Python makes on its main thread: the script thread.
#include "gimbal/console/python/python.h"
#include "engine/stop/forced_end.h"

#include <atomic>

#include "gimbal/console/python/errors.h"
#include "engine/stop/stack_look.h"

namespace gimbal::console {

namespace {
std::atomic<RunId> wanted_run{0};
std::atomic<bool> wanted_everywhere{false};
bool tracing = false;  // the script thread's alone

bool is_spared(PyFrameObject* frame) {
    PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
    PyObject* file = reinterpret_cast<PyCodeObject*>(code.get())->co_filename;
    const char* path = PyUnicode_AsUTF8(file);
    if (!path) PyErr_Clear();
    if (!path) return false;
    return is_host_file(path) || (!wanted_everywhere.load() && is_library_file(path));
}

int raise_at_line(PyObject*, PyFrameObject* frame, int what, PyObject*) {
    if (what != PyTrace_LINE || is_spared(frame)) return 0;
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    return -1;
}

int begin(void* gate) {
    const RunId run = wanted_run.load();
    if (run == 0 || static_cast<InterruptGate*>(gate)->current() != run) return 0;
    PyEval_SetTrace(raise_at_line, nullptr);
    tracing = true;
    return 0;
}
}  // namespace

void force_end(InterruptGate& gate, RunId run, bool everything) {
    wanted_everywhere.store(everything);
    wanted_run.store(run);
    add_pending_call(begin, &gate);
}

void withdraw_force() {
    wanted_run.store(0);
    if (tracing) PyEval_SetTrace(nullptr, nullptr);
    tracing = false;
}

}  // namespace gimbal::console
