// The conversions of numbers, text and collections, and the words of their errors.
#include "gimbal/console/python/convert.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/pending_interrupt.h"
#include "engine/python/text.h"
#include "engine/values/place.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
bool is_numpy_bool(PyObject* object) {
    const std::string_view name = Py_TYPE(object)->tp_name;
    return name == "numpy.bool_" || name == "numpy.bool";
}

bool is_text(PyObject* object) { return PyUnicode_Check(object) || PyBytes_Check(object) || PyByteArray_Check(object); }

// A buffer that is no single real number: numpy takes the first item of an array, the real part of a complex number and
// the number that a text tells, each without an error. Leaves no error set.
bool is_other_array(PyObject* object) {
    if (!PyObject_CheckBuffer(object)) return false;
    Py_buffer buffer{};
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) != 0) return PyErr_Clear(), false;
    const std::string_view format = buffer.format ? buffer.format : "B";
    const bool is_number = !format.empty() &&
                           std::string_view("bhilqnBHILQNefdg").find(format.back()) != std::string_view::npos;
    const bool is_single = buffer.ndim == 0 && is_number && format.find('Z') == std::string_view::npos;
    PyBuffer_Release(&buffer);
    return !is_single;
}

bool is_any_bool(PyObject* object) { return PyBool_Check(object) || is_numpy_bool(object); }

// The error of an __index__ or __float__ is the cause of the error that names the place.
void wrong_number(PyObject* object, const Place& place, std::string_view wanted) {
    if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_Exception)) return;
    PyRef cause = take_exception();
    place.wrong_type(object, wanted);
    if (!cause) return;
    PyRef error = take_exception();
    if (error && PyErr_GivenExceptionMatches(error.get(), PyExc_TypeError))
        PyException_SetCause(error.get(), cause.release());
    set_exception(std::move(error));
}

// An int for an int or an object with __index__. Empty: a Python error is set.
PyRef index_of(PyObject* object, const Place& place) {
    const bool fits = !is_any_bool(object) && PyIndex_Check(object);
    PyRef index = fits ? PyRef::steal(PyNumber_Index(object)) : PyRef();
    if (!index) wrong_number(object, place, "an int");
    return index;
}

std::string out_of_range(const std::string& lowest, const std::string& highest) {
    return "which is not between " + lowest + " and " + highest;
}
}  // namespace

PyRef Converter<Value>::to(const Value& value) {
    if (!value) return PyRef::borrow(Py_None);
    if (PyObject* object = value.get()) return PyRef::borrow(object);
    PyErr_SetString(PyExc_ReferenceError, "the object belongs to a Python that has ended");
    return {};
}

namespace detail {

// --- Numbers

std::optional<bool> bool_from(PyObject* object, const Place& place) {
    if (PyBool_Check(object)) return object == Py_True;
    if (!is_numpy_bool(object)) return place.wrong_type(object, "a bool");
    const int truth = PyObject_IsTrue(object);
    return truth < 0 ? std::nullopt : std::optional(truth != 0);
}

std::optional<std::int64_t> int_from(PyObject* object, const Place& place, std::int64_t lowest, std::int64_t highest) {
    const PyRef index = index_of(object, place);
    if (!index) return std::nullopt;
    int overflow = 0;
    const long long value = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
    if (overflow == 0 && value >= lowest && value <= highest) return value;
    return place.wrong_value(PyExc_OverflowError, index.get(),
                             out_of_range(std::to_string(lowest), std::to_string(highest)));
}

std::optional<std::uint64_t> unsigned_from(PyObject* object, const Place& place, std::uint64_t highest) {
    const PyRef index = index_of(object, place);
    if (!index) return std::nullopt;
    const unsigned long long value = PyLong_AsUnsignedLongLong(index.get());
    const bool overflow = PyErr_Occurred() != nullptr;  // negative, or too large
    if (!overflow && value <= highest) return value;
    PyErr_Clear();
    return place.wrong_value(PyExc_OverflowError, index.get(), out_of_range("0", std::to_string(highest)));
}

std::optional<double> double_from(PyObject* object, const Place& place) {
    if (PyFloat_Check(object)) return PyFloat_AS_DOUBLE(object);
    const PyNumberMethods* number = Py_TYPE(object)->tp_as_number;
    const bool is_number = number && (number->nb_float || number->nb_index) && !is_any_bool(object) &&
                           !is_text(object) && !PyComplex_Check(object) && !is_other_array(object);
    if (!is_number) return place.wrong_type(object, "a float");
    const double value = PyFloat_AsDouble(object);
    if (value != -1 || !PyErr_Occurred()) return value;
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        return place.wrong_value(PyExc_OverflowError, object, "which is too large for a float");
    }
    wrong_number(object, place, "a float");
    return std::nullopt;
}

std::optional<float> float_from(PyObject* object, const Place& place) {
    const std::optional<double> value = double_from(object, place);
    if (!value) return std::nullopt;
    const auto narrow = static_cast<float>(*value);
    if (std::isinf(narrow) && !std::isinf(*value))
        return place.wrong_value(PyExc_OverflowError, object, "which is too large for 32 bits");
    return narrow;
}

// --- Text

std::optional<std::string> string_from(PyObject* object, const Place& place) {
    if (!PyUnicode_Check(object)) return place.wrong_type(object, "a str");
    Py_ssize_t size = 0;
    if (const char* text = PyUnicode_AsUTF8AndSize(object, &size)) return std::string(text, size);
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) return std::nullopt;
    PyErr_Clear();
    return place.wrong_value(PyExc_ValueError, object, "which has a lone surrogate and is not UTF-8");
}

std::optional<std::vector<std::byte>> bytes_from(PyObject* object, const Place& place) {
    const bool is_bytes = PyBytes_Check(object) || PyByteArray_Check(object) || PyMemoryView_Check(object);
    if (!is_bytes) return place.wrong_type(object, "bytes");
    HeldBuffer taken;
    Py_buffer& buffer = taken.buffer;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) != 0) return std::nullopt;
    if (buffer.itemsize != 1) return place.wrong_type(object, "bytes");
    std::vector<std::byte> bytes(static_cast<std::size_t>(buffer.len));
    const bool copied = PyBuffer_ToContiguous(bytes.data(), &buffer, buffer.len, 'C') == 0;
    return copied ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::filesystem::path> path_from(PyObject* object, const Place& place) {
    const PyRef path = PyRef::steal(PyOS_FSPath(object));
    if (!path) return stays_pending() ? std::nullopt : place.wrong_type(object, "a path");
    const bool is_bytes = PyBytes_Check(path.get());
    const PyRef bytes = is_bytes ? path : PyRef::steal(PyUnicode_EncodeFSDefault(path.get()));
    if (!bytes)
        return stays_pending() ? std::nullopt
                               : place.wrong_value(PyExc_ValueError, object, "which no file name can hold");
    const std::string name(bytes_of(bytes.get()));
    if (name.find('\0') != std::string::npos)
        return place.wrong_value(PyExc_ValueError, object, "which has a null character: no path can hold one");
    return std::filesystem::path(name);
}

PyRef string_to(std::string_view text) {
    return PyRef::steal(PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "strict"));
}

PyRef path_to(const std::filesystem::path& path) { return path_to_python(path); }

// --- Collections

namespace {
// The items of an iterable with a length, but not more: an __iter__ in C, such as that of itertools.count(), would take
// all memory. Empty: an error may be set.
PyRef listed(PyObject* object, bool& is_longer) {
    const PyRef iterator = PyRef::steal(PyObject_GetIter(object));
    const Py_ssize_t length = iterator ? PyObject_Size(object) : -1;
    PyRef list = length >= 0 ? PyRef::steal(PyList_New(0)) : PyRef();
    while (list) {
        const PyRef item = PyRef::steal(PyIter_Next(iterator.get()));
        if (!item) return PyErr_Occurred() ? PyRef() : std::move(list);
        const Py_ssize_t count = PyList_GET_SIZE(list.get());
        is_longer = count >= length;
        if (is_longer || !check_interrupt(count) || PyList_Append(list.get(), item.get()) != 0) return {};
    }
    return {};
}
}  // namespace

std::optional<Items> items_of(PyObject* object, const Place& place, std::string_view wanted) {
    if (PyList_Check(object) || PyTuple_Check(object)) return Items{PyRef::borrow(object), PyRef::borrow(object)};
    // A generator might never end, and the items of a mapping are its keys only.
    const bool has_length = PyObject_HasAttrString(object, "__len__") && PyObject_HasAttrString(object, "__iter__");
    const bool is_mapping = PyDict_Check(object) || PyType_HasFeature(Py_TYPE(object), Py_TPFLAGS_MAPPING);
    if (is_text(object) || is_mapping || !has_length) return place.wrong_type(object, wanted);
    bool is_longer = false;
    PyRef list = listed(object, is_longer);
    if (is_longer) return place.wrong_value(PyExc_ValueError, object, "which has more items than its length");
    if (!list) return stays_pending() ? std::nullopt : place.wrong_type(object, wanted);
    return Items{std::move(list), PyRef::borrow(object)};
}

std::optional<Items> items_of(PyObject* object, const Place& place, Py_ssize_t count) {
    const std::string wanted = "a tuple of " + std::to_string(count);
    if (!PyList_Check(object) && !PyTuple_Check(object)) return place.wrong_type(object, wanted);
    // A copy, because an item's __index__ is user code and may change the list. The __iter__ of a subclass is not used.
    PyRef tuple = PyList_Check(object) ? PyRef::steal(PyList_AsTuple(object)) : PyRef::borrow(object);
    if (!tuple) return std::nullopt;
    if (const Py_ssize_t found = PyTuple_GET_SIZE(tuple.get()); found != count)
        return place.wrong_value(PyExc_ValueError, object,
                                 "of length " + std::to_string(found) + ", not " + std::to_string(count));
    return Items{std::move(tuple), PyRef::borrow(object)};
}

std::optional<Items> pairs_of(PyObject* dict, const Place& place) {
    if (!PyDict_Check(dict)) return place.wrong_type(dict, "a dict");
    PyRef pairs = PyRef::steal(PyDict_Items(dict));
    if (!pairs) return std::nullopt;
    return Items{std::move(pairs), PyRef::borrow(dict)};
}

bool check_interrupt(Py_ssize_t index) {
    if (index % 4096 != 4095) return true;
    return thread_role() == ThreadRole::script ? PyErr_CheckSignals() == 0 : !raise_interrupt();
}

std::optional<PythonError> with_python(const std::function<bool()>& convert) {
    if (thread_role() == ThreadRole::ui)
        return no_result(NoResult::refused, "a conversion needs the GIL, for which the UI thread must not wait");
    std::optional<PythonError> error;
    const bool attached = with_gil([&] {
        const PendingError kept;
        bool converted = false;
        guarded([&] { converted = convert(); });
        if (!converted) error.emplace(PythonError{take_traceback()});
    });
    if (!attached) return no_result(NoResult::closed, "Python has not started or has ended");
    return error;
}

}  // namespace detail
}  // namespace gimbal::console
