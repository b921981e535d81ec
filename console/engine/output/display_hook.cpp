// Showing the value of an expression.
//
// A short value is shown by its own repr and needs nothing else. What is large, does not fit a line or has a repr that
// raises is laid out by gimbal_console.runtime.display, imported when it is first needed, with SIGINT blocked. All else
// that runs here is the value's own __repr__ or _repr_png_, which is user code: an interrupt may strike it and ends the
// run.
#include "engine/output/display_hook.h"

#include <cstring>
#include <optional>
#include <string>

#include "gimbal/console/python/errors.h"
#include "engine/python/host_frame.h"

namespace gimbal::console {

namespace {
constexpr int items_at_once = 1000;                // of nested containers: their repr is made without a second look
constexpr Py_ssize_t characters_at_once = 100000;  // the same of a string
constexpr int deepest = 40;

struct Shown {
    std::string text, note;
};

// An interrupt or an exit ends the run; what is an Exception is the value's own fault and is shown in its place.
bool is_values_own_error() { return PyErr_ExceptionMatches(PyExc_Exception); }

PyRef display_half() {
    HostFrame frame;
    return frame.ok() ? PyRef::steal(PyImport_ImportModule("gimbal_console.runtime.display")) : PyRef{};
}

std::string utf8(PyObject* text) {
    PyRef bytes = PyRef::steal(PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace"));
    if (!bytes) return {};
    return {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))};
}

// Whether the repr costs little to make, judged without running any code: only the built-in containers are looked into.
bool is_small(PyObject* value, int& items_left, int depth) {
    if (depth > deepest) return false;
    if (PyUnicode_CheckExact(value)) return PyUnicode_GET_LENGTH(value) <= characters_at_once;
    if (PyBytes_CheckExact(value)) return PyBytes_GET_SIZE(value) <= characters_at_once;
    if (PyByteArray_CheckExact(value)) return PyByteArray_GET_SIZE(value) <= characters_at_once;
    if (PyList_CheckExact(value) || PyTuple_CheckExact(value)) {
        const Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
        if (count > items_left) return false;
        items_left -= static_cast<int>(count);
        for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(value); ++i)
            if (!is_small(PySequence_Fast_GET_ITEM(value, i), items_left, depth + 1)) return false;
    } else if (PyDict_CheckExact(value)) {
        if (PyDict_GET_SIZE(value) > items_left) return false;
        items_left -= static_cast<int>(PyDict_GET_SIZE(value));
        PyObject *key = nullptr, *item = nullptr;
        for (Py_ssize_t place = 0; PyDict_Next(value, &place, &key, &item);)
            if (!is_small(key, items_left, depth + 1) || !is_small(item, items_left, depth + 1)) return false;
    } else if (PyAnySet_CheckExact(value)) {
        if (PySet_GET_SIZE(value) > items_left) return false;
        items_left -= static_cast<int>(PySet_GET_SIZE(value));  // what a set holds is hashable, and so seldom large
    }
    return true;
}

bool fits_a_line(PyObject* text, int columns) {
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    return length <= columns && PyUnicode_FindChar(text, '\n', 0, length, 1) < 0;
}

// Whether gimbal_console.runtime.display may know better than the repr: containers, and what Python code defines (data
// classes).
bool may_be_laid_out(PyObject* value, PyObject* repr) {
    if (PyUnicode_GET_LENGTH(repr) > characters_at_once) return true;
    if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value) || PyLong_Check(value)) return false;
    const PyTypeObject* type = Py_TYPE(value);
    return PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value) || PyAnySet_Check(value) ||
           PyType_HasFeature(const_cast<PyTypeObject*>(type), Py_TPFLAGS_HEAPTYPE) ||
           std::strncmp(type->tp_name, "collections.", 12) == 0 || std::strncmp(type->tp_name, "types.", 6) == 0 ||
           std::strcmp(type->tp_name, "mappingproxy") == 0;
}

// Of last resort, when the Python half cannot be imported or fails itself: no code of the value's is run.
Shown plain_words(PyObject* value, PyObject* repr, int columns) {
    PyErr_Clear();
    if (!repr) return {std::string("<repr of ") + Py_TYPE(value)->tp_name + " raised>", ""};
    const Py_ssize_t length = PyUnicode_GET_LENGTH(repr);
    if (length <= characters_at_once) return {utf8(repr), ""};
    PyRef head = PyRef::steal(PyUnicode_Substring(repr, 0, columns * Py_ssize_t{10}));
    return {head ? utf8(head.get()) : "", "\xE2\x80\xA6 shortened; print(repr(_)) shows all"};
}

// Nothing: a Python error is set that ends the run.
std::optional<Shown> laid_out(PyObject* value, PyObject* repr, PyObject* error, int columns) {
    PyRef half = display_half();
    PyRef pair = half ? PyRef::steal(PyObject_CallMethod(half.get(), "text_of", "OiOO", value, columns,
                                                         repr ? repr : Py_None, error ? error : Py_None))
                      : PyRef{};
    PyObject *text = nullptr, *note = nullptr;
    if (!pair || !PyArg_ParseTuple(pair.get(), "UU", &text, &note)) {
        if (!is_values_own_error()) return std::nullopt;
        return plain_words(value, repr, columns);
    }
    return Shown{utf8(text), utf8(note)};
}

std::optional<Shown> text_of(PyObject* value, int columns) {
    int items_left = items_at_once;
    if (!is_small(value, items_left, 0)) return laid_out(value, nullptr, nullptr, columns);
    PyRef repr = PyRef::steal(PyObject_Repr(value));
    if (!repr) {
        if (!is_values_own_error()) return std::nullopt;
        PyRef error = take_exception();
        return laid_out(value, nullptr, error.get(), columns);
    }
    if (fits_a_line(repr.get(), columns) || !may_be_laid_out(value, repr.get())) return Shown{utf8(repr.get()), ""};
    return laid_out(value, repr.get(), nullptr, columns);
}

// A figure has no _repr_png_ of its own; it can be one only when its module was imported.
bool is_figure(PyObject* value) {
    PyRef name = PyRef::steal(PyUnicode_FromString("matplotlib.figure"));
    PyObject* module = name ? PyDict_GetItemWithError(PyImport_GetModuleDict(), name.get()) : nullptr;  // borrowed
    PyRef type = module ? PyRef::steal(PyObject_GetAttrString(module, "Figure")) : PyRef{};
    const bool figure = type && PyType_Check(type.get()) &&
                        PyObject_TypeCheck(value, reinterpret_cast<PyTypeObject*>(type.get()));
    PyErr_Clear();
    return figure;
}

PyRef png_object(PyObject* value) {
    if (PyObject_HasAttrString(reinterpret_cast<PyObject*>(Py_TYPE(value)), "_repr_png_"))
        return PyRef::steal(PyObject_CallMethod(value, "_repr_png_", nullptr));
    if (!is_figure(value)) return PyRef::borrow(Py_None);
    PyRef half = display_half();
    return half ? PyRef::steal(PyObject_CallMethod(half.get(), "figure_png", "O", value)) : PyRef{};
}

// False: a Python error is set that ends the run. `png` stays empty where there is no picture, or making it failed.
bool take_png(PyObject* value, std::string& png) {
    PyRef made = png_object(value);
    if (!made) {
        if (!is_values_own_error()) return false;
        PyErr_Clear();
        return true;
    }
    PyObject* bytes = made.get();
    if (PyTuple_Check(bytes) && PyTuple_GET_SIZE(bytes) > 0)
        bytes = PyTuple_GET_ITEM(bytes, 0);  // with a dict of what is known of it
    if (PyBytes_Check(bytes)) png.assign(PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)));
    return true;
}

bool show(ResultSink& sink, PyObject* value) {
    std::string png;
    bool shown = false;
    if (!take_png(value, png)) return false;
    if (!png.empty() && !sink.show_picture(std::move(png), shown)) return false;
    if (shown) return true;
    auto words = text_of(value, sink.columns());
    return words && sink.show_text(std::move(words->text), words->note);
}

PyObject* display(PyObject* capsule, PyObject* value) {
    if (value == Py_None) Py_RETURN_NONE;
    auto* sink = static_cast<ResultSink*>(PyCapsule_GetPointer(capsule, nullptr));
    PyRef builtins = PyRef::borrow(PyEval_GetBuiltins());
    if (!sink || !builtins || PyDict_SetItemString(builtins.get(), "_", Py_None) != 0) return nullptr;
    const bool shown = translate_exceptions([&] { return show(*sink, value) ? 0 : -1; }) == 0;
    {
        PendingError kept;  // `_` is the value also when showing it was stopped
        PyDict_SetItemString(builtins.get(), "_", value);
    }
    if (!shown) return nullptr;
    Py_RETURN_NONE;
}

PyMethodDef method = {"displayhook", display, METH_O, "Show a value in the console and keep it as `_`."};
}  // namespace

PyObject* make_display_hook(ResultSink& sink) {
    PyRef capsule = PyRef::steal(PyCapsule_New(&sink, nullptr, nullptr));
    return capsule ? PyCFunction_New(&method, capsule.get()) : nullptr;
}

}  // namespace gimbal::console
