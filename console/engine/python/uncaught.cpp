// A script may have damaged sys.excepthook or sys.stderr. No error is lost because of that.
#include "engine/python/uncaught.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console {

void flush_standard_streams() {
    GIMBAL_GIL_HELD();
    for (const char* name : {"stdout", "stderr"}) {
        PyRef stream = PyRef::borrow(PySys_GetObject(name));
        if (stream.get() != Py_None) call_method(stream.get(), "flush");
        PyErr_Clear();
    }
}

void write_to_stderr(const std::string& text) {
    GIMBAL_GIL_HELD();
    if (text.empty()) return;
    PyRef stream = PyRef::borrow(PySys_GetObject("stderr"));
    PyRef object = from_utf8(text);
    if (!stream || stream.get() == Py_None || !object ||
        PyFile_WriteObject(object.get(), stream.get(), Py_PRINT_RAW) != 0)
        PyErr_Clear();
}

bool call_excepthook(PyObject* exception) {
    GIMBAL_GIL_HELD();
    PyRef hook = PyRef::borrow(PySys_GetObject("excepthook"));
    if (!hook || hook.get() == Py_None || hook.get() == PySys_GetObject("__excepthook__")) return false;
    PyRef traceback = PyRef::steal(PyException_GetTraceback(exception));
    PyRef done = PyRef::steal(PyObject_CallFunctionObjArgs(hook.get(), type_of(exception), exception,
                                                           traceback ? traceback.get() : Py_None, nullptr));
    if (done) return true;
    write_to_stderr("Error in sys.excepthook:\n" + take_traceback().text + "\nOriginal exception was:\n");
    return false;
}

void print_uncaught(PyRef exception) {
    if (!exception || call_excepthook(exception.get())) return;
    write_to_stderr(describe(std::move(exception)).text);
}

int end_by_error(PyRef exception) {
    if (!exception) return 0;
    if (!PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit)) {
        const bool interrupted = PyErr_GivenExceptionMatches(exception.get(), PyExc_KeyboardInterrupt);
        print_uncaught(std::move(exception));
        return interrupted ? 130 : 1;
    }
    const Traceback exit = describe(std::move(exception));
    write_to_stderr(exit.text);
    return exit.exit_code & 0xFF;
}

}  // namespace gimbal::console
