// A pending call raises the exception, because Python makes those on its main thread, which is the script thread. It
// also installs a trace function in C that raises it again at each line.
#include "gimbal/console/python/python.h"
#include "engine/stop/forced_end.h"

#include <atomic>

#include "gimbal/console/python/errors.h"
#include "engine/python/text.h"
#include "engine/stop/stack_look.h"

namespace gimbal::console {

namespace {
std::atomic<RunId> wanted_run{0};
std::atomic<bool> in_library_too{false};
bool tracing = false;  // used by the script thread only

bool is_spared(PyFrameObject* frame) {
    const std::string file = file_of(frame);
    return is_host_file(file) || (!in_library_too.load() && is_library_file(file));
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
    PyFrameObject* frame = PyEval_GetFrame();
    if (!frame || is_spared(frame)) return 0;
    PyErr_SetNone(PyExc_KeyboardInterrupt);  // `while True: pass` jumps to itself, which is not a new line
    return -1;
}
}  // namespace

void force_end(InterruptGate& gate, RunId run, bool everything) {
    in_library_too.store(everything);
    wanted_run.store(run);
    add_pending_call(begin, &gate);
}

void withdraw_force() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    wanted_run.store(0);
    if (tracing) PyEval_SetTrace(nullptr, nullptr);
    tracing = false;
}

}  // namespace gimbal::console
