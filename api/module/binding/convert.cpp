// Conversions of single values. Each tries the common type first. Its error names the parameter, the given value and
// the expected type.
#include "gimbal/console/python/run_python.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/rows.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <string_view>

namespace gimbal::module {

using console::PyRef;
using console::PythonErrorSet;

void raise(PyObject* type, const std::string& message) {
    GIMBAL_GIL_HELD();
    console::set_error(type, message);
    throw PythonErrorSet();
}

void set_os_error(int error_number, const std::filesystem::path& path) {
    GIMBAL_GIL_HELD();
    PyRef name = PyRef::steal(from_path(path));
    errno = error_number;
    PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name.get());
}

void raise_os_error(int error_number, const std::filesystem::path& path) {
    set_os_error(error_number, path);
    throw PythonErrorSet();
}

PyObject* checked(PyObject* fresh) {
    if (!fresh) throw PythonErrorSet();
    return fresh;
}

void print_to_stderr(const std::string& text) noexcept {
    GIMBAL_GIL_HELD();
    PyObject *type, *error, *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    PyRef stream = PyRef::borrow(PySys_GetObject("stderr"));
    PyRef line = PyRef::steal(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
    if (!stream || !line || PyFile_WriteObject(line.get(), stream.get(), Py_PRINT_RAW) < 0) PyErr_Clear();
    PyErr_Restore(type, error, traceback);
}

namespace {
// After a conversion has failed: reports a value of a wrong type with the parameter's name. Keeps what code of the
// value has raised, such as KeyboardInterrupt.
[[noreturn]] void refuse_type(PyObject* value, const char* name, const char* wanted) {
    if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_TypeError)) throw PythonErrorSet();
    PyErr_Clear();
    raise(PyExc_TypeError, std::string(name) + " must be " + wanted + ", not " + text_of(value));
}
}  // namespace

double to_double(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    const double number = PyFloat_CheckExact(value) ? PyFloat_AS_DOUBLE(value)
                                                    : console::run_python([&] { return PyFloat_AsDouble(value); });
    if (number == -1.0 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_OverflowError)) refuse_type(value, name, "a number");
        PyErr_Clear();
        raise(PyExc_ValueError, std::string(name) + " is too large: " + text_of(value));
    }
    if (!std::isfinite(number)) raise(PyExc_ValueError, std::string(name) + " must be finite, not " + text_of(value));
    return number;
}

float to_float(PyObject* value, const char* name) {
    const float number = static_cast<float>(to_double(value, name));
    if (!std::isfinite(number))
        raise(PyExc_ValueError, std::string(name) + " is too large for a 32-bit float: " + text_of(value));
    return number;
}

std::int64_t to_integer(PyObject* value, const char* name, std::int64_t low, std::int64_t high) {
    GIMBAL_GIL_HELD();
    PyRef index = PyRef::steal(PyNumber_Index(value));
    if (!index) refuse_type(value, name, "a whole number");
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
    if (overflow || number < low || number > high) {
        raise(PyExc_ValueError, std::string(name) + " must lie between " + std::to_string(low) + " and " +
                                    std::to_string(high) + ", not " + text_of(index.get()));
    }
    return number;
}

bool to_bool(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (value == Py_True) return true;
    if (value == Py_False) return false;
    if (PyLong_Check(value)) return to_integer(value, name, 0, 1) == 1;
    if (std::string_view(Py_TYPE(value)->tp_name).starts_with("numpy.bool")) {
        const int truth = PyObject_IsTrue(value);
        if (truth < 0) throw PythonErrorSet();
        return truth == 1;
    }
    if (PyIndex_Check(value)) return to_integer(value, name, 0, 1) == 1;
    refuse_type(value, name, "True or False");
}

std::string to_text(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (!PyUnicode_Check(value)) refuse_type(value, name, "a str");
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(value, &size);
    if (!utf8) {
        if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) throw PythonErrorSet();
        PyErr_Clear();
        raise(PyExc_ValueError,
              std::string(name) + " contains a character that UTF-8 cannot encode: " + text_of(value));
    }
    const std::string text(utf8, static_cast<std::size_t>(size));
    if (text.find('\0') != std::string::npos)
        raise(PyExc_ValueError, std::string(name) + " contains a null character: " + text_of(value));
    return text;
}

std::filesystem::path to_path(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    PyRef path = PyRef::steal(PyOS_FSPath(value));  // str or bytes; may run code of the value
    if (!path) refuse_type(value, name, "a str or os.PathLike");
    PyObject* bytes = nullptr;
    if (!PyUnicode_FSConverter(path.get(), &bytes)) {
        if (!PyErr_ExceptionMatches(PyExc_ValueError)) throw PythonErrorSet();
        PyErr_Clear();
        raise(PyExc_ValueError, std::string(name) + " contains a null character or one that no file name can have: " +
                                    text_of(path.get()));
    }
    PyRef owner = PyRef::steal(bytes);
    return std::string(PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)));
}

PyObject* from_text(const std::string& text) {
    GIMBAL_GIL_HELD();
    return checked(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace"));
}

namespace {
PyObject* from_floats(const float* values, int count) {
    PyObject* tuple = checked(PyTuple_New(count));
    for (int i = 0; i < count; ++i) {
        PyObject* number = PyFloat_FromDouble(values[i]);
        if (!number) {
            Py_DECREF(tuple);
            throw PythonErrorSet();
        }
        PyTuple_SET_ITEM(tuple, i, number);
    }
    return tuple;
}
}  // namespace

PyObject* from_vec3(const glm::vec3& value) { return from_floats(&value.x, 3); }
PyObject* from_vec4(const glm::vec4& value) { return from_floats(&value.x, 4); }

PyObject* from_bounds(const document::Bounds& bounds) {
    if (bounds.empty) return none();
    PyRef low = PyRef::steal(from_vec3(bounds.low)), high = PyRef::steal(from_vec3(bounds.high));
    return checked(PyTuple_Pack(2, low.get(), high.get()));
}

void put(PyObject* dict, const std::string& key, PyObject* fresh) {
    const PyRef value = PyRef::steal(fresh), name = PyRef::steal(from_text(key));
    if (PyDict_SetItem(dict, name.get(), value.get()) < 0) throw console::PythonErrorSet();
}

PyObject* from_path(const std::filesystem::path& path) { return checked(PyUnicode_DecodeFSDefault(path.c_str())); }

}  // namespace gimbal::module

std::optional<gimbal::module::ShownText> gimbal::console::Converter<gimbal::module::ShownText>::from(
    PyObject* object, const Place& place) {
    if (!PyUnicode_Check(object)) return place.wrong_type(object, "a str");
    const PyRef bytes = PyRef::steal(PyUnicode_AsEncodedString(object, "utf-8", "backslashreplace"));
    if (!bytes) return std::nullopt;
    std::string text(PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get())));
    std::replace(text.begin(), text.end(), '\0', ' ');
    return gimbal::module::ShownText{std::move(text)};
}

std::optional<gimbal::module::HeldBytes> gimbal::console::Converter<gimbal::module::HeldBytes>::from(
    PyObject* object, const Place& place) {
    if (!PyBytes_Check(object)) return place.wrong_type(object, "bytes");
    const std::string_view content(PyBytes_AS_STRING(object), static_cast<std::size_t>(PyBytes_GET_SIZE(object)));
    return gimbal::module::HeldBytes{PyRef::borrow(object), content};
}
