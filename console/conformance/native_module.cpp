#include "gimbal/console/python/gil.h"
#include "conformance/native_module.h"

#include <condition_variable>
#include <mutex>

namespace gimbal::console::conformance {

namespace {
std::mutex mutex;
std::condition_variable changed;
bool is_open = false, is_waiting = false;  // with the mutex

// Thread: Python.   GIL: held, released for the wait.
PyObject* wait_at_gate(PyObject*, PyObject*) {
    without_gil([] {
        std::unique_lock lock(mutex);
        is_waiting = true;
        changed.wait(lock, [] { return is_open; });
        is_waiting = false;
    });
    Py_RETURN_NONE;
}

PyMethodDef functions[] = {{"wait_at_gate", wait_at_gate, METH_NOARGS, "Waits in native code without the GIL."}, {}};
PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "gimbal_conformance", "Native code for checks.", -1, functions, {}, {}, {}, {}};
}  // namespace

Extension native_module() {
    return {"gimbal_conformance", [](Engine&) { return PyModule_Create(&definition); }};
}

void open_gate() {
    std::lock_guard lock(mutex);
    is_open = true;
    changed.notify_all();
}

bool is_somebody_at_gate() {
    std::lock_guard lock(mutex);
    return is_waiting;
}

}  // namespace gimbal::console::conformance
