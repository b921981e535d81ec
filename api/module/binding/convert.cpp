// Each conversion tries the common type first. Its error names the given type and the expected one.
#include "api/module/binding/convert.h"

#include <cerrno>
#include <cmath>

#include "gimbal/console/base/utf8.h"

namespace gimbal::module {

using console::PyRef;
using console::PythonErrorSet;

void raise(PyObject* type, const std::string& message) {
    GIMBAL_GIL_HELD();
    PyErr_SetString(type, message.c_str());
    throw PythonErrorSet();
}

void raise_os_error(int error_number, const std::filesystem::path& path) {
    GIMBAL_GIL_HELD();
    PyRef name = PyRef::steal(from_path(path));
    errno = error_number;
    PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name.get());
    throw PythonErrorSet();
}

PyObject* checked(PyObject* fresh) {
    if (!fresh) throw PythonErrorSet();
    return fresh;
}

std::string text_of(PyObject* value) {
    GIMBAL_GIL_HELD();
    PyObject *type, *error, *traceback;
    PyErr_Fetch(&type, &error, &traceback);
    std::string text = "a value";
    if (PyRef repr = PyRef::steal(PyObject_Repr(value))) {
        if (const char* utf8 = PyUnicode_AsUTF8(repr.get())) text = utf8;
    }
    PyErr_Restore(type, error, traceback);
    if (text.size() <= 60) return text;
    return text.substr(0, console::utf8_boundary(text, 57)) + "...";
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

double to_double(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    const double number = PyFloat_CheckExact(value) ? PyFloat_AS_DOUBLE(value) : PyFloat_AsDouble(value);
    if (number == -1.0 && PyErr_Occurred()) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw PythonErrorSet();
        PyErr_Clear();
        raise(PyExc_TypeError, std::string(name) + " must be a number, not " + text_of(value));
    }
    if (!std::isfinite(number)) raise(PyExc_ValueError, std::string(name) + " must be finite, not " + text_of(value));
    return number;
}

std::int64_t to_integer(PyObject* value, const char* name, std::int64_t low, std::int64_t high) {
    GIMBAL_GIL_HELD();
    PyRef index = PyRef::steal(PyNumber_Index(value));
    if (!index) {
        PyErr_Clear();
        raise(PyExc_TypeError, std::string(name) + " must be a whole number, not " + text_of(value));
    }
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(index.get(), &overflow);
    if (overflow || number < low || number > high) {
        raise(PyExc_ValueError, std::string(name) + " must lie between " + std::to_string(low) + " and " +
                                    std::to_string(high) + ", not " + text_of(value));
    }
    return number;
}

bool to_bool(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (value == Py_True) return true;
    if (value == Py_False) return false;
    if (PyIndex_Check(value)) return to_integer(value, name, 0, 1) == 1;
    if (std::string_view(Py_TYPE(value)->tp_name).starts_with("numpy.bool")) return PyObject_IsTrue(value) == 1;
    raise(PyExc_TypeError, std::string(name) + " must be True or False, not " + text_of(value));
}

std::string to_text(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (!PyUnicode_Check(value)) raise(PyExc_TypeError, std::string(name) + " must be a str, not " + text_of(value));
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(value, &size);
    if (!utf8) {
        PyErr_Clear();
        raise(PyExc_ValueError,
              std::string(name) + " contains a character that UTF-8 cannot encode: " + text_of(value));
    }
    return {utf8, static_cast<std::size_t>(size)};
}

std::filesystem::path to_path(PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    PyObject* bytes = nullptr;
    if (!PyUnicode_FSConverter(value, &bytes)) {
        if (!PyErr_ExceptionMatches(PyExc_TypeError))
            throw PythonErrorSet();  // a null character: keep Python's message
        PyErr_Clear();
        raise(PyExc_TypeError, std::string(name) + " must be a str or os.PathLike, not " + text_of(value));
    }
    PyRef owner = PyRef::steal(bytes);
    return std::string(PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes)));
}

namespace {
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
}  // namespace

void to_floats(PyObject* value, const char* name, float* out, int count) {
    GIMBAL_GIL_HELD();
    if (floats_of_tuple(value, out, count)) return;  // the common case
    const std::string wanted = std::string(name) + " must be " + std::to_string(count) + " finite numbers, not ";
    PyRef items = PyUnicode_Check(value) ? PyRef() : PyRef::steal(PySequence_Fast(value, ""));
    if (!items) {
        if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_TypeError)) throw PythonErrorSet();
        PyErr_Clear();
        raise(PyExc_TypeError, wanted + text_of(value));
    }
    const Py_ssize_t size = PySequence_Fast_GET_SIZE(items.get());
    if (size != count) raise(PyExc_ValueError, wanted + std::to_string(size) + ": " + text_of(value));
    for (int i = 0; i < count; ++i) {
        // Hold the item, because its __float__ may remove it from the list.
        PyRef item = PyRef::borrow(PySequence_Fast_GET_ITEM(items.get(), i));
        const double number = to_double(item.get(), (std::string(name) + "[" + std::to_string(i) + "]").c_str());
        out[i] = static_cast<float>(number);
        if (!std::isfinite(out[i]))
            raise(PyExc_ValueError, wanted + text_of(value) + ", which is too large for 32-bit floats");
        if (PySequence_Fast_GET_SIZE(items.get()) != count)
            raise(PyExc_ValueError, std::string(name) + " changed its length during the conversion");
    }
}

glm::vec3 to_vec3(PyObject* value, const char* name) {
    glm::vec3 out;
    to_floats(value, name, &out.x, 3);
    return out;
}

glm::vec3 to_scale(PyObject* value) {
    if (!PyFloat_Check(value) && !PyIndex_Check(value)) return to_vec3(value, "scale");
    return glm::vec3(static_cast<float>(to_double(value, "scale")));
}

glm::vec4 to_colour(PyObject* value) {
    glm::vec4 colour(0, 0, 0, 1);
    to_floats(value, "colour", &colour.x, PySequence_Check(value) && PySequence_Size(value) == 3 ? 3 : 4);
    for (int i = 0; i < 4; ++i) {
        if (colour[i] < 0 || colour[i] > 1)
            raise(PyExc_ValueError,
                  "colour must hold numbers between 0 and 1 (red, green, blue, alpha), not " + text_of(value));
    }
    return colour;
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

PyObject* from_path(const std::filesystem::path& path) { return checked(PyUnicode_DecodeFSDefault(path.c_str())); }

}  // namespace gimbal::module
