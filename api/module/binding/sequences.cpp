// Sequences of numbers, read from whatever can be iterated. Converting an item may run Python code, which may change
// the sequence, so each conversion works on a copy, a tuple.
#include "gimbal/console/python/run_python.h"
#include "api/module/binding/convert.h"

#include <cmath>

namespace gimbal::module {

using console::PyRef;
using console::PythonErrorSet;

void SignalPoll::look() {
    { console::GilRelease unlocked; }  // other Python threads run, which may send the signal
    if (PyErr_CheckSignals() < 0) throw PythonErrorSet();
}

namespace {

PyRef tuple_of_list(PyObject* list, Py_ssize_t most) {
    if (PyList_GET_SIZE(list) <= most) return PyRef::steal(checked(PyList_AsTuple(list)));
    PyRef start = PyRef::steal(checked(PyList_GetSlice(list, 0, most + 1)));
    return PyRef::steal(checked(PyList_AsTuple(start.get())));
}

PyRef tuple_of_iterator(PyObject* iterator, Py_ssize_t most) {
    PyRef list = PyRef::steal(checked(PyList_New(0)));
    SignalPoll signals;
    while (PyList_GET_SIZE(list.get()) <= most) {
        PyRef item = PyRef::steal(console::run_python([&] { return PyIter_Next(iterator); }));
        if (!item) break;
        if (PyList_Append(list.get(), item.get()) < 0) throw PythonErrorSet();
        signals.next();
    }
    if (PyErr_Occurred()) throw PythonErrorSet();
    return PyRef::steal(checked(PyList_AsTuple(list.get())));
}

}  // namespace

PyRef iterator_of(PyObject* value) {
    GIMBAL_GIL_HELD();
    if (PyUnicode_Check(value) || PyBytes_Check(value) || PyByteArray_Check(value)) return {};
    PyRef iterator = PyRef::steal(PyObject_GetIter(value));
    if (iterator) return iterator;
    if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw PythonErrorSet();
    PyErr_Clear();
    return {};
}

PyRef items_of(PyObject* value, Py_ssize_t most) {
    GIMBAL_GIL_HELD();
    if (PyTuple_CheckExact(value)) return PyRef::borrow(value);
    if (PyList_CheckExact(value)) return tuple_of_list(value, most);
    PyRef iterator = iterator_of(value);
    return iterator ? tuple_of_iterator(iterator.get(), most) : PyRef();
}

namespace {

// The common case, without a copy: a tuple of floats, whose conversion runs no code.
bool floats_of_tuple(PyObject* value, float* out, int count) {
    if (!PyTuple_CheckExact(value) || PyTuple_GET_SIZE(value) != count) return false;
    for (int i = 0; i < count; ++i) {
        PyObject* item = PyTuple_GET_ITEM(value, i);
        if (!PyFloat_CheckExact(item)) return false;
        out[i] = static_cast<float>(PyFloat_AS_DOUBLE(item));
        if (!std::isfinite(out[i])) return false;
    }
    return true;
}

void floats_of_items(PyObject* items, const char* name, float* out) {
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items); ++i) {
        PyObject* item = PyTuple_GET_ITEM(items, i);
        const std::string item_name = std::string(name) + "[" + std::to_string(i) + "]";
        out[i] = to_float(item, item_name.c_str());
    }
}

[[noreturn]] void refuse_count(PyObject* value, const std::string& wanted, Py_ssize_t size, int most) {
    raise(PyExc_ValueError, wanted + (size > most ? "more" : std::to_string(size)) + ": " + text_of(value));
}

}  // namespace

void to_floats(PyObject* value, const char* name, float* out, int count) {
    GIMBAL_GIL_HELD();
    if (floats_of_tuple(value, out, count)) return;
    const std::string wanted = std::string(name) + " must be " + std::to_string(count) + " finite numbers, not ";
    const PyRef items = items_of(value, count);
    if (!items) raise(PyExc_TypeError, wanted + text_of(value));
    const Py_ssize_t size = PyTuple_GET_SIZE(items.get());
    if (size != count) refuse_count(value, wanted, size, count);
    floats_of_items(items.get(), name, out);
}

glm::vec3 to_vec3(PyObject* value, const char* name) {
    glm::vec3 out;
    to_floats(value, name, &out.x, 3);
    return out;
}

// Some types of arrays convert to a number, too. So what can be iterated counts as three numbers.
glm::vec3 to_scale(PyObject* value) {
    const bool number = PyFloat_Check(value) || PyLong_Check(value);
    if (number || (PyNumber_Check(value) && !iterator_of(value))) return glm::vec3(to_float(value, "scale"));
    return to_vec3(value, "scale");
}

glm::vec4 to_colour(PyObject* value) {
    GIMBAL_GIL_HELD();
    const std::string wanted = "colour must be 3 or 4 finite numbers, not ";
    const PyRef items = items_of(value, 4);
    if (!items) raise(PyExc_TypeError, wanted + text_of(value));
    const Py_ssize_t size = PyTuple_GET_SIZE(items.get());
    if (size != 3 && size != 4) refuse_count(value, wanted, size, 4);
    glm::vec4 colour(0, 0, 0, 1);
    floats_of_items(items.get(), "colour", &colour.x);
    for (int i = 0; i < 4; ++i) {
        if (colour[i] < 0 || colour[i] > 1)
            raise(PyExc_ValueError,
                  "colour must hold numbers between 0 and 1 (red, green, blue, alpha), not " + text_of(value));
    }
    return colour;
}

}  // namespace gimbal::module
