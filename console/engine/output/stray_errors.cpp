// CPython's hooks, which are in C, read source lines from files only. Most code in a console is in cells.
#include "gimbal/console/python/errors.h"
#include "engine/output/stray_errors.h"

#include <string>

#include "engine/output/thread_runs.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/uncaught.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
PyRef attribute(PyObject* of, const char* name) {
    PyRef value = get_attribute(of, name);
    if (!value) PyErr_Clear();
    if (value && value.get() == Py_None) return {};
    return value;
}

std::string thread_name(const PyRef& thread) {
    const PyRef name = thread ? attribute(thread.get(), "name") : PyRef{};
    return str_of(name.get(), std::to_string(PyThread_get_thread_ident()).c_str());
}

// The exception in the hook's argument. Empty if CPython's own hook has to handle it.
PyRef shown_exception(PyObject* arguments) {
    PyRef exception = attribute(arguments, "exc_value");
    PyObject* stream = PySys_GetObject("stderr");
    if (!exception || !stream || stream == Py_None) return {};
    return PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit) ? PyRef{} : std::move(exception);
}

PyObject* call_original(PyObject* self, PyObject* arguments) {
    return PyObject_CallOneArg(original_function(self), arguments);
}

PyObject* show_thread_error(PyObject* self, PyObject* arguments) {
    const auto* runs = static_cast<const KnownRuns*>(wrapped_context(self));
    if (!runs) return nullptr;
    PyRef exception = shown_exception(arguments);
    if (!exception) return call_original(self, arguments);
    const RunId current = runs->current.load(), run = run_of_this_thread(current);
    const std::string starter = run != 0 && run != current ? runs->names.of(run) : "";
    std::string text = starter.empty() ? "" : "In a thread that " + starter + " has started:\n";
    text += "Exception in thread " + thread_name(attribute(arguments, "thread")) + ":\n";
    write_to_stderr(text + describe(std::move(exception)).text);
    Py_RETURN_NONE;
}

PyObject* show_unraisable(PyObject* self, PyObject* arguments) {
    PyRef exception = shown_exception(arguments);
    if (!exception) return call_original(self, arguments);
    const PyRef object = attribute(arguments, "object"), message = attribute(arguments, "err_msg");
    std::string text = message || object ? str_of(message.get(), "Exception ignored in") + ":" : "";
    if (object) text += " " + repr_of(object.get(), "<object repr() failed>");
    if (!text.empty()) text += "\n";
    write_to_stderr(text + describe(std::move(exception)).text);
    Py_RETURN_NONE;
}

PyMethodDef thread_hook{"_excepthook", bound<&show_thread_error>, METH_O,
                        "Show a thread's uncaught exception and the run that has started the thread."};
PyMethodDef unraisable_hook{"unraisablehook", bound<&show_unraisable>, METH_O,
                            "Show an exception that cannot be raised."};
}  // namespace

bool watch_stray_errors(const KnownRuns& runs) {
    GIMBAL_GIL_HELD();
    PyRef threads = import_module("_thread");
    if (!threads || !wrap_attribute(threads.get(), thread_hook, &runs)) return false;
    PyRef unraisable = wrap_function(PySys_GetObject("unraisablehook"), unraisable_hook, &runs);
    return unraisable && PySys_SetObject("unraisablehook", unraisable.get()) == 0 &&
           PySys_SetObject("__unraisablehook__", unraisable.get()) == 0;
}

}  // namespace gimbal::console
