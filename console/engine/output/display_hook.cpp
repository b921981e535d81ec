// Shows the value of an expression.
//
// The text of a short value is its repr. A value that is large, does not fit a line or has a repr that raises is laid
// out by gimbal_console.runtime.display, which is imported at first use with SIGINT blocked. The rest of what runs here
// is the value's own __repr__ or _repr_png_. That is user code: an interrupt may be raised in it and ends the run.
#include "engine/output/display_hook.h"

#include <optional>
#include <string>
#include <string_view>

#include "gimbal/console/python/errors.h"
#include "engine/python/host_frame.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
constexpr int item_limit = 1000;                // of nested containers with fewer items, the repr is cheap to make
constexpr Py_ssize_t character_limit = 100000;  // the same for a string
constexpr int depth_limit = 40;

struct Shown {
    std::string text, note;
};

// An interrupt or an exit ends the run. An Exception is an error of the value's own code and is shown instead of it.
bool is_error_of_value() { return PyErr_ExceptionMatches(PyExc_Exception); }

PyRef display_module() {
    HostFrame frame;
    return frame.ok() ? import_module("gimbal_console.runtime.display") : PyRef{};
}

// Returns whether the repr costs little to make. Runs no code of the value: it looks only into the built-in containers.
bool is_small(PyObject* value, int& items_left, int depth) {
    if (depth > depth_limit) return false;
    if (PyUnicode_CheckExact(value)) return PyUnicode_GET_LENGTH(value) <= character_limit;
    if (PyBytes_CheckExact(value)) return PyBytes_GET_SIZE(value) <= character_limit;
    if (PyByteArray_CheckExact(value)) return PyByteArray_GET_SIZE(value) <= character_limit;
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
        items_left -= static_cast<int>(PySet_GET_SIZE(value));  // hashable items are seldom large
    }
    return true;
}

bool fits_a_line(PyObject* text, int columns) {
    const Py_ssize_t length = PyUnicode_GET_LENGTH(text);
    return length <= columns && PyUnicode_FindChar(text, '\n', 0, length, 1) < 0;
}

// Returns whether gimbal_console.runtime.display may have a better layout than the repr. It has one for containers and
// for some classes that Python code defines, such as data classes.
bool may_be_laid_out(PyObject* value, PyObject* repr) {
    if (PyUnicode_GET_LENGTH(repr) > character_limit) return true;
    if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value) || PyLong_Check(value)) return false;
    const std::string_view type = Py_TYPE(value)->tp_name;
    return PyList_Check(value) || PyTuple_Check(value) || PyDict_Check(value) || PyAnySet_Check(value) ||
           PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_HEAPTYPE) || type.starts_with("collections.") ||
           type.starts_with("types.") || type == "mappingproxy";
}

// The last resort, if the Python module cannot be imported or fails. Runs no code of the value.
Shown plain_text(PyObject* value, PyObject* repr, int columns) {
    PyErr_Clear();
    if (!repr) return {std::string("<repr of ") + Py_TYPE(value)->tp_name + " raised>", ""};
    const Py_ssize_t length = PyUnicode_GET_LENGTH(repr);
    if (length <= character_limit) return {to_utf8(repr), ""};
    PyRef head = PyRef::steal(PyUnicode_Substring(repr, 0, columns * Py_ssize_t{10}));
    return {head ? to_utf8(head.get()) : "", "\xE2\x80\xA6 shortened; print(repr(_)) shows all"};
}

// Empty: a Python error is set that ends the run.
std::optional<Shown> laid_out(PyObject* value, PyObject* repr, PyObject* error, int columns) {
    PyRef pair = call_method(display_module().get(), "text_of", "OiOO", value, columns, repr ? repr : Py_None,
                             error ? error : Py_None);
    PyObject *text = nullptr, *note = nullptr;
    if (!pair || !PyArg_ParseTuple(pair.get(), "UU", &text, &note)) {
        if (!is_error_of_value()) return std::nullopt;
        return plain_text(value, repr, columns);
    }
    return Shown{to_utf8(text), to_utf8(note)};
}

std::optional<Shown> text_of(PyObject* value, int columns) {
    int items_left = item_limit;
    if (!is_small(value, items_left, 0)) return laid_out(value, nullptr, nullptr, columns);
    PyRef repr = PyRef::steal(PyObject_Repr(value));
    if (!repr) {
        if (!is_error_of_value()) return std::nullopt;
        PyRef error = take_exception();
        return laid_out(value, nullptr, error.get(), columns);
    }
    if (fits_a_line(repr.get(), columns) || !may_be_laid_out(value, repr.get())) return Shown{to_utf8(repr.get()), ""};
    return laid_out(value, repr.get(), nullptr, columns);
}

// Figures have no _repr_png_. A value can be one only if its module has been imported.
bool is_figure(PyObject* value) {
    PyObject* module = loaded_module("matplotlib.figure");  // borrowed
    PyRef type = get_attribute(module, "Figure");
    const bool figure = type && PyType_Check(type.get()) &&
                        PyObject_TypeCheck(value, reinterpret_cast<PyTypeObject*>(type.get()));
    PyErr_Clear();
    return figure;
}

// A look-up in a class may run the code of its metaclass.
PyRef png_object(PyObject* value) {
    if (get_attribute(type_of(value), "_repr_png_")) return call_method(value, "_repr_png_");
    if (!is_error_of_value()) return {};
    PyErr_Clear();
    if (!is_figure(value)) return PyRef::borrow(Py_None);
    return call_method(display_module().get(), "figure_png", "O", value);
}

// False: a Python error is set that ends the run. `png` stays empty if there is no picture or making it has failed.
bool take_png(PyObject* value, std::string& png) {
    PyRef made = png_object(value);
    if (!made) {
        if (!is_error_of_value()) return false;
        PyErr_Clear();
        return true;
    }
    PyObject* bytes = made.get();
    if (PyTuple_Check(bytes) && PyTuple_GET_SIZE(bytes) > 0) bytes = PyTuple_GET_ITEM(bytes, 0);  // (png, metadata)
    if (PyBytes_Check(bytes)) png = bytes_of(bytes);
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

void note_statement(ResultSink& sink) {
    PyRef frame = PyRef::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame()));
    if (!frame) return;
    auto* caller = reinterpret_cast<PyFrameObject*>(frame.get());
    PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(caller)));
    sink.begin_value(code.get(), PyFrame_GetLasti(caller));
}

PyObject* display(PyObject* capsule, PyObject* value) {
    if (value == Py_None) Py_RETURN_NONE;
    auto* sink = static_cast<ResultSink*>(PyCapsule_GetPointer(capsule, nullptr));
    PyRef builtins = PyRef::borrow(PyEval_GetBuiltins());
    if (!sink || !builtins || PyDict_SetItemString(builtins.get(), "_", Py_None) != 0) return nullptr;
    const bool shown = translate_exceptions([&] {
                           note_statement(*sink);
                           return show(*sink, value) ? 0 : -1;
                       }) == 0;
    {
        PendingError kept;  // `_` is the value even if showing it was stopped
        PyDict_SetItemString(builtins.get(), "_", value);
    }
    if (!shown) return nullptr;
    Py_RETURN_NONE;
}

PyMethodDef method = {"displayhook", display, METH_O, "Show a value in the console and keep it as `_`."};
}  // namespace

PyRef make_display_hook(ResultSink& sink) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    return bind_function(method, &sink);
}

}  // namespace gimbal::console
