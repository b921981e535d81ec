// CPython's own hooks, in C, look for a line of source in files only, and most of a console's code is in cells.
#include "engine/output/stray_errors.h"

#include <string>

#include "gimbal/console/python/errors.h"
#include "engine/python/uncaught.h"

namespace gimbal::console {

namespace {
PyRef attribute(PyObject* of, const char* name) {
    PyRef value = PyRef::steal(PyObject_GetAttrString(of, name));
    if (!value) PyErr_Clear();
    if (value && value.get() == Py_None) return {};
    return value;
}

std::string text_of(const PyRef& object, const char* otherwise) {
    PyRef text = object ? PyRef::steal(PyObject_Str(object.get())) : PyRef{};
    const char* utf8 = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
    PyErr_Clear();
    return utf8 ? utf8 : otherwise;
}

std::string repr_of(PyObject* object) {
    PyRef repr = PyRef::steal(PyObject_Repr(object));
    PyErr_Clear();
    return text_of(repr, "<object repr() failed>");
}

std::string thread_name(const PyRef& thread) {
    const PyRef name = thread ? attribute(thread.get(), "name") : PyRef{};
    return text_of(name, std::to_string(PyThread_get_thread_ident()).c_str());
}

// The exception of the hook's argument, as far as this code shows it; else CPython's own has to.
PyRef shown_exception(PyObject* arguments) {
    PyRef exception = attribute(arguments, "exc_value");
    PyObject* stream = PySys_GetObject("stderr");
    if (!exception || !stream || stream == Py_None) return {};
    return PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit) ? PyRef{} : std::move(exception);
}

// `self` is (CPython's function, a capsule of the runs' names).
PyObject* call_original(PyObject* self, PyObject* arguments) {
    return PyObject_CallOneArg(PyTuple_GET_ITEM(self, 0), arguments);
}

PyObject* show_thread_error(PyObject* self, PyObject* arguments) {
    const auto* runs = static_cast<const RunNames*>(PyCapsule_GetPointer(PyTuple_GET_ITEM(self, 1), nullptr));
    if (!runs) return nullptr;
    PyRef exception = shown_exception(arguments);
    if (!exception) return call_original(self, arguments);
    const RunId current = runs->current.load(), run = run_of_this_thread(current);
    const std::string starter = run != 0 && run != current ? runs->name_of(run) : "";
    std::string text = starter.empty() ? "" : "In a thread that " + starter + " has started:\n";
    text += "Exception in thread " + thread_name(attribute(arguments, "thread")) + ":\n";
    write_to_stderr(text + describe(std::move(exception)).text);
    Py_RETURN_NONE;
}

PyObject* show_unraisable(PyObject* self, PyObject* arguments) {
    PyRef exception = shown_exception(arguments);
    if (!exception) return call_original(self, arguments);
    const PyRef object = attribute(arguments, "object"), message = attribute(arguments, "err_msg");
    std::string text = message || object ? text_of(message, "Exception ignored in") + ":" : "";
    if (object) text += " " + repr_of(object.get());
    if (!text.empty()) text += "\n";
    write_to_stderr(text + describe(std::move(exception)).text);
    Py_RETURN_NONE;
}

PyMethodDef thread_hook{"_excepthook", show_thread_error, METH_O,
                        "Show a thread's uncaught exception, and which run has started the thread."};
PyMethodDef unraisable_hook{"unraisablehook", show_unraisable, METH_O, "Show an exception that nobody can be given."};

PyRef wrapped(PyObject* original, PyMethodDef& method, const RunNames& runs) {
    PyRef names = original ? PyRef::steal(PyCapsule_New(const_cast<RunNames*>(&runs), nullptr, nullptr)) : PyRef{};
    PyRef self = names ? PyRef::steal(PyTuple_Pack(2, original, names.get())) : PyRef{};
    return self ? PyRef::steal(PyCFunction_New(&method, self.get())) : PyRef{};
}
}  // namespace

bool watch_stray_errors(const RunNames& runs) {
    PyRef threads = PyRef::steal(PyImport_ImportModule("_thread"));
    PyRef original = threads ? PyRef::steal(PyObject_GetAttrString(threads.get(), "_excepthook")) : PyRef{};
    PyRef hook = wrapped(original.get(), thread_hook, runs);
    if (!hook || PyObject_SetAttrString(threads.get(), "_excepthook", hook.get()) != 0) return false;
    PyRef unraisable = wrapped(PySys_GetObject("unraisablehook"), unraisable_hook, runs);
    return unraisable && PySys_SetObject("unraisablehook", unraisable.get()) == 0 &&
           PySys_SetObject("__unraisablehook__", unraisable.get()) == 0;
}

}  // namespace gimbal::console
