// The text of a value for error messages. It never runs code of the value's class, and it is short however large the
// value is.
#include "api/module/binding/convert.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "gimbal/console/base/utf8.h"

namespace gimbal::module {

using console::PyRef;

namespace {

constexpr std::size_t longest_text = 60;  // bytes
constexpr Py_ssize_t most_items = 6;      // of a list or tuple
constexpr int deepest = 2;

std::string text_at(PyObject* value, int depth);

std::string type_of(PyObject* value) { return std::string("an object of type ") + Py_TYPE(value)->tp_name; }

// For values whose repr is CPython's own or ours.
std::string repr_of(PyObject* value) {
    PyRef repr = PyRef::steal(PyObject_Repr(value));
    const char* utf8 = repr ? PyUnicode_AsUTF8(repr.get()) : nullptr;
    return utf8 ? utf8 : type_of(value);
}

std::string text_of_str(PyObject* value) {
    PyRef start = PyRef::steal(PyUnicode_Substring(value, 0, longest_text));
    return start ? repr_of(start.get()) : type_of(value);
}

std::string text_of_bytes(PyObject* value) {
    const Py_ssize_t size = std::min<Py_ssize_t>(PyBytes_GET_SIZE(value), longest_text);
    PyRef start = PyRef::steal(PyBytes_FromStringAndSize(PyBytes_AS_STRING(value), size));
    return start ? repr_of(start.get()) : type_of(value);
}

// Python prints no int of many digits, and takes long for it.
std::string text_of_int(PyObject* value) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) return std::to_string(number);
    const double about = PyLong_AsDouble(value);
    if (about == -1.0 && PyErr_Occurred()) return overflow > 0 ? "an int above 1e308" : "an int below -1e308";
    char text[40];
    std::snprintf(text, sizeof text, "about %g", about);
    return text;
}

std::string text_of_float(PyObject* value) {
    char* digits = PyOS_double_to_string(PyFloat_AS_DOUBLE(value), 'r', 0, Py_DTSF_ADD_DOT_0, nullptr);
    const std::string text = digits ? digits : type_of(value);
    PyMem_Free(digits);
    return text;
}

std::string text_of_items(PyObject* value, int depth) {
    const bool list = PyList_CheckExact(value);
    std::string text = list ? "[" : "(";
    const Py_ssize_t size = PySequence_Fast_GET_SIZE(value);
    if (depth >= deepest && size > 0) return text + (list ? "...]" : "...)");
    for (Py_ssize_t i = 0; i < std::min(size, most_items); ++i)
        text += (i ? ", " : "") + text_at(PySequence_Fast_GET_ITEM(value, i), depth + 1);
    if (size > most_items) text += ", ...";
    if (!list && size == 1) text += ",";
    return text + (list ? "]" : ")");
}

// The repr of our types shows a name. Classes of Python code are never immutable, so none can pretend to be ours.
bool is_ours(PyTypeObject* type) {
    return PyType_HasFeature(type, Py_TPFLAGS_HEAPTYPE) && PyType_HasFeature(type, Py_TPFLAGS_IMMUTABLETYPE) &&
           std::string_view(type->tp_name).starts_with("gimbal.");
}

std::string text_at(PyObject* value, int depth) {
    if (value == Py_None || value == Py_Ellipsis || value == Py_NotImplemented || PyBool_Check(value) ||
        PyFunction_Check(value) || PyComplex_CheckExact(value) || is_ours(Py_TYPE(value)))
        return repr_of(value);
    if (PyUnicode_Check(value)) return text_of_str(value);
    if (PyBytes_Check(value)) return text_of_bytes(value);
    if (PyLong_Check(value)) return text_of_int(value);
    if (PyFloat_Check(value)) return text_of_float(value);
    if (PyList_CheckExact(value) || PyTuple_CheckExact(value)) return text_of_items(value, depth);
    if (PyType_Check(value)) return std::string("the class ") + reinterpret_cast<PyTypeObject*>(value)->tp_name;
    return type_of(value);
}

}  // namespace

std::string text_of(PyObject* value) {
    GIMBAL_GIL_HELD();
    const console::PendingError pending;
    const std::string text = text_at(value, 0);
    PyErr_Clear();
    if (text.size() <= longest_text) return text;
    return text.substr(0, console::utf8_boundary(text, longest_text - 3)) + "...";
}

}  // namespace gimbal::module
