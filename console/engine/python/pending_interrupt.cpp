#include "gimbal/console/python/gil.h"
#include "gimbal/console/python/run_python.h"
#include "engine/python/pending_interrupt.h"

#include <chrono>
#include <thread>

#include "engine/python/text.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console {

namespace {
constexpr double import_seconds = 1;  // an import that takes longer is interrupted

// The exception is raised in the frame that the thread is in now, because the thread waits for the GIL or runs C code.
bool imports(PyThreadState* state) {
    const bool collects = PyGC_Disable();  // the frame object is new
    PyFrameObject* frame = PyThreadState_GetFrame(state);
    const bool found = frame && file_of(frame).starts_with("<frozen importlib");
    Py_XDECREF(frame);
    if (collects) PyGC_Enable();
    return found;
}
}  // namespace

bool raise_interrupt() {
    GIMBAL_GIL_HELD();
    if (PyErr_Occurred()) return false;
    if (PyErr_CheckSignals() != 0) return true;
    // The shortest Python code: CPython looks for an exception of this thread when a function begins.
    const PyRef names = PyRef::steal(PyDict_New());
    const PyRef code = names ? PyRef::steal(Py_CompileString("None", "<interrupt>", Py_eval_input)) : PyRef();
    const PyRef none = PyRef::steal(
        run_python([&] { return code ? PyEval_EvalCode(code.get(), names.get(), names.get()) : nullptr; }));
    return !none;
}

bool interrupt_thread(unsigned long thread, PyObject* exception) {
    PyThreadState* state = PyInterpreterState_ThreadHead(PyThreadState_GetInterpreter(PyThreadState_Get()));
    while (state && state->thread_id != thread) state = PyThreadState_Next(state);
    if (state && imports(state)) return false;
    PyThreadState_SetAsyncExc(thread, exception);
    return true;
}

void interrupt_soon(const std::function<unsigned long()>& target, PyObject* exception) {
    GIMBAL_GIL_HELD();
    const auto until = Clock::now() + to_duration(import_seconds);
    for (unsigned long thread; (thread = target()) != 0 && !interrupt_thread(thread, exception);) {
        if (Clock::now() >= until) return void(PyThreadState_SetAsyncExc(thread, exception));
        without_gil([] { std::this_thread::sleep_for(std::chrono::milliseconds(1)); });
    }
}

}  // namespace gimbal::console
