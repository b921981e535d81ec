// The conversions of numbers, text and collections, and the words of their errors.
#include "gimbal/console/python/convert.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
std::string type_name(PyObject* object) {
    const std::string_view whole = Py_TYPE(object)->tp_name;
    return std::string(whole.substr(whole.rfind('.') + 1));
}

std::string with_article(const std::string& noun) {
    return (std::string_view("aeiouAEIOU").find(noun.empty() ? 'x' : noun[0]) != std::string::npos ? "an " : "a ") +
           noun;
}

// True: what is pending must reach the caller, a KeyboardInterrupt for example. Any other error is cleared.
bool stays_pending() {
    if (!PyErr_Occurred()) return false;
    if (!PyErr_ExceptionMatches(PyExc_Exception) || PyErr_ExceptionMatches(PyExc_MemoryError)) return true;
    PyErr_Clear();
    return false;
}

bool is_numpy_bool(PyObject* object) {
    const std::string_view name = Py_TYPE(object)->tp_name;
    return name == "numpy.bool_" || name == "numpy.bool";
}

bool is_any_bool(PyObject* object) { return PyBool_Check(object) || is_numpy_bool(object); }

// An int for an int or an object with __index__. Empty: a Python error is set.
PyRef index_of(PyObject* object, const Place& place) {
    const bool fits = !is_any_bool(object) && PyIndex_Check(object);
    PyRef index = fits ? PyRef::steal(PyNumber_Index(object)) : PyRef();
    if (index || stays_pending()) return index;
    place.wrong_type(object, "an int");
    return {};
}

std::string out_of_range(const std::string& lowest, const std::string& highest) {
    return "which is not between " + lowest + " and " + highest;
}

bool is_text(PyObject* object) { return PyUnicode_Check(object) || PyBytes_Check(object) || PyByteArray_Check(object); }

// Does not compute the repr of a large object.
std::string summary(PyObject* object) {
    if (PyLong_Check(object)) {
        PyRef bits = call_method(object, "bit_length");
        const long count = bits ? PyLong_AsLong(bits.get()) : 0;
        if (count > 256) return "an int of " + std::to_string(count) + " bits";
    }
    PyRef text = call_imported("reprlib", "repr", "(O)", object);
    return text && PyUnicode_Check(text.get()) ? to_utf8(text.get()) : "";
}

void cut(std::string& text) {
    constexpr std::size_t most = 80;
    std::size_t characters = 0, begin_of_last = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if ((static_cast<unsigned char>(text[i]) & 0xC0) == 0x80) continue;
        if (++characters == most) begin_of_last = i;
    }
    if (characters > most) text.replace(begin_of_last, std::string::npos, "\u2026");
}
}  // namespace

std::string short_repr(PyObject* object) {
    GIMBAL_GIL_HELD();
    std::string text = summary(object);
    const bool failed = PyErr_Occurred() || text.empty();
    if (failed && !stays_pending()) text = with_article(type_name(object));
    cut(text);
    return text;
}

// --- Place

std::string Place::name_of_container() const {
    if (outer_->kind_ == Kind::whole) return "the " + type_name(container_);
    return outer_->text();
}

std::string Place::text() const {
    switch (kind_) {
        case Kind::whole: return whole_;
        case Kind::item: return "item " + std::to_string(index_) + " of " + name_of_container();
        case Kind::value: return "the value of " + short_repr(key_) + " in " + name_of_container();
        case Kind::key: return "a key of " + name_of_container();
    }
    return {};
}

std::nullopt_t Place::wrong_type(PyObject* object, std::string_view wanted) const {
    if (stays_pending()) return std::nullopt;
    const std::string repr = short_repr(object), type = with_article(type_name(object));
    if (stays_pending()) return std::nullopt;
    const std::string is = object == Py_None || repr == type ? repr : repr + ", " + type;
    set_error(PyExc_TypeError, text() + " is " + is + ", not " + std::string(wanted));
    return std::nullopt;
}

std::nullopt_t Place::wrong_value(PyObject* type, PyObject* object, std::string_view which_is) const {
    if (stays_pending()) return std::nullopt;
    const std::string repr = short_repr(object);
    if (!stays_pending()) set_error(type, text() + " is " + repr + ", " + std::string(which_is));
    return std::nullopt;
}

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
    const bool is_number = number && (number->nb_float || number->nb_index) && !is_any_bool(object);
    if (!is_number) return place.wrong_type(object, "a float");
    const double value = PyFloat_AsDouble(object);
    if (value != -1 || !PyErr_Occurred()) return value;
    if (PyErr_ExceptionMatches(PyExc_OverflowError)) {
        PyErr_Clear();
        return place.wrong_value(PyExc_OverflowError, object, "which is too large for a float");
    }
    return stays_pending() ? std::nullopt : place.wrong_type(object, "a float");
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
    Py_buffer buffer{};
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) != 0) return std::nullopt;
    if (buffer.itemsize != 1) {
        PyBuffer_Release(&buffer);
        return place.wrong_type(object, "bytes");
    }
    std::vector<std::byte> bytes(static_cast<std::size_t>(buffer.len));
    const bool copied = PyBuffer_ToContiguous(bytes.data(), &buffer, buffer.len, 'C') == 0;
    PyBuffer_Release(&buffer);
    return copied ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::filesystem::path> path_from(PyObject* object, const Place& place) {
    const PyRef path = PyRef::steal(PyOS_FSPath(object));
    if (!path) return stays_pending() ? std::nullopt : place.wrong_type(object, "a path");
    if (PyBytes_Check(path.get())) return std::filesystem::path(bytes_of(path.get()));
    const PyRef bytes = PyRef::steal(PyUnicode_EncodeFSDefault(path.get()));
    if (!bytes) return std::nullopt;
    return std::filesystem::path(bytes_of(bytes.get()));
}

PyRef string_to(std::string_view text) {
    return PyRef::steal(PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "strict"));
}

PyRef path_to(const std::filesystem::path& path) { return path_to_python(path); }

// --- Collections

std::optional<Items> items_of(PyObject* object, const Place& place, std::string_view wanted) {
    if (PyList_Check(object) || PyTuple_Check(object)) return Items{PyRef::borrow(object), PyRef::borrow(object)};
    // A generator might never end, and the items of a dict are its keys only.
    const bool has_length = PyObject_HasAttrString(object, "__len__") && PyObject_HasAttrString(object, "__iter__");
    if (is_text(object) || PyDict_Check(object) || !has_length) return place.wrong_type(object, wanted);
    PyRef list = PyRef::steal(PySequence_List(object));
    if (!list) return stays_pending() ? std::nullopt : place.wrong_type(object, wanted);
    return Items{std::move(list), PyRef::borrow(object)};
}

std::optional<Items> items_of(PyObject* object, const Place& place, Py_ssize_t count) {
    const std::string wanted = "a tuple of " + std::to_string(count);
    if (!PyList_Check(object) && !PyTuple_Check(object)) return place.wrong_type(object, wanted);
    // A copy, because an item's __index__ is user code and may change the list.
    PyRef tuple = PyRef::steal(PySequence_Tuple(object));
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

bool check_interrupt(Py_ssize_t index) { return index % 4096 != 4095 || PyErr_CheckSignals() == 0; }

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
