// Showing the value of an expression.
//
// The only Python that runs here is the value's own __repr__, which is user code: an interrupt may strike it and ends the run.
// The rest is C that looks at no signal, so nothing has to be blocked.
#include "console/engine/display_hook.h"

#include <string>

namespace gimbal::console {

namespace {
PyObject* display(PyObject* capsule, PyObject* value) {
    if (value == Py_None) Py_RETURN_NONE;
    auto* output = static_cast<OutputChannel*>(PyCapsule_GetPointer(capsule, nullptr));
    PyObject* builtins = PyEval_GetBuiltins();               // borrowed
    if (!output || !builtins || PyDict_SetItemString(builtins, "_", Py_None) != 0) return nullptr;
    PyRef shown = PyRef::steal(PyObject_Repr(value));
    PyRef bytes = shown ? PyRef::steal(PyUnicode_AsEncodedString(shown.get(), "utf-8", "backslashreplace")) : PyRef{};
    if (!bytes) return nullptr;
    std::string text(PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get())));
    output->write(Stream::result, text + "\n");
    if (PyDict_SetItemString(builtins, "_", value) != 0) return nullptr;
    Py_RETURN_NONE;
}

PyMethodDef method = {"displayhook", display, METH_O, "Show a value in the console and keep it as `_`."};
}  // namespace

PyObject* make_display_hook(OutputChannel& output) {
    PyRef capsule = PyRef::steal(PyCapsule_New(&output, nullptr, nullptr));
    return capsule ? PyCFunction_New(&method, capsule.get()) : nullptr;
}

}  // namespace gimbal::console
