// Reads a table of numbers, shape (n, 3), from a Python value: a strided buffer by its type, anything else item by
// item.
#include "api/module/types/mesh_input.h"

#include <cstring>
#include <limits>

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Mesh;
using document::Triangle;

class Buffer {
public:
    explicit Buffer(PyObject* value) {
        filled_ = PyObject_GetBuffer(value, &view, PyBUF_STRIDED_RO | PyBUF_FORMAT) == 0;
    }
    ~Buffer() {
        if (filled_) PyBuffer_Release(&view);
    }
    Buffer(const Buffer&) = delete;
    bool filled() const { return filled_; }
    Py_buffer view{};

private:
    bool filled_;
};

// Mesh checks that the numbers are finite.
float checked_number(double value, const char*, Py_ssize_t) { return static_cast<float>(value); }

std::uint32_t checked_index(double value, const char* name, Py_ssize_t row) {
    if (value >= 0 && value <= std::numeric_limits<std::uint32_t>::max() &&
        value == static_cast<double>(static_cast<std::uint32_t>(value)))
        return static_cast<std::uint32_t>(value);
    char number[32];
    std::snprintf(number, sizeof number, "%g", value);
    raise(PyExc_ValueError,
          std::string(name) + "[" + std::to_string(row) + "] holds " + number + "; an index is a whole number from 0");
}

// Reads rows of three values of type T.
template <class T, class Row, class Convert>
void read_rows(const Py_buffer& view, std::vector<Row>& rows, const char* name, Convert convert) {
    const char* base = static_cast<const char*>(view.buf);
    for (Py_ssize_t i = 0; i < view.shape[0]; ++i) {
        for (int axis = 0; axis < 3; ++axis) {
            T value;
            std::memcpy(&value, base + i * view.strides[0] + axis * view.strides[1], sizeof value);
            rows[static_cast<std::size_t>(i)][axis] = convert(static_cast<double>(value), name, i);
        }
    }
}

template <class Row, class Convert>
bool read_typed(const Py_buffer& view, std::vector<Row>& rows, const char* name, Convert convert) {
    const char* format = view.format ? view.format : "B";
    if (*format == '@' || *format == '=' || *format == '<') ++format;
    if (format[0] == '\0' || format[1] != '\0') return false;
    switch (*format) {
        case 'f': read_rows<float>(view, rows, name, convert); return true;
        case 'd': read_rows<double>(view, rows, name, convert); return true;
        case 'b': read_rows<signed char>(view, rows, name, convert); return true;
        case 'B': read_rows<unsigned char>(view, rows, name, convert); return true;
        case 'h': read_rows<short>(view, rows, name, convert); return true;
        case 'H': read_rows<unsigned short>(view, rows, name, convert); return true;
        case 'i': read_rows<int>(view, rows, name, convert); return true;
        case 'I': read_rows<unsigned>(view, rows, name, convert); return true;
        case 'l':
        case 'q': read_rows<std::int64_t>(view, rows, name, convert); return true;
        case 'L':
        case 'Q': read_rows<std::uint64_t>(view, rows, name, convert); return true;
        default: return false;
    }
}

[[noreturn]] void refuse_shape(const char* name, const Py_buffer& view) {
    std::string shape = "(";
    for (int i = 0; i < view.ndim; ++i) shape += (i ? ", " : "") + std::to_string(view.shape[i]);
    raise(PyExc_ValueError,
          std::string(name) + " must have the shape (n, 3), not " + shape + (view.ndim == 1 ? ",)" : ")"));
}

template <class Row, class Convert>
std::vector<Row> read_sequence(PyObject* value, const char* name, Convert convert) {
    PyRef items = PyUnicode_Check(value) ? PyRef() : PyRef::steal(PySequence_Fast(value, ""));
    if (!items) {
        if (PyErr_Occurred() && !PyErr_ExceptionMatches(PyExc_TypeError)) throw console::PythonErrorSet();
        PyErr_Clear();
        raise(PyExc_TypeError, std::string(name) +
                                   " must be rows of three numbers (an array of shape (n, 3) or a list), not " +
                                   text_of(value));
    }
    std::vector<Row> rows;
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i) {
        const std::string row_name = std::string(name) + "[" + std::to_string(i) + "]";
        PyRef row_value = PyRef::borrow(PySequence_Fast_GET_ITEM(items.get(), i));
        PyRef row = PyUnicode_Check(row_value.get()) ? PyRef() : PyRef::steal(PySequence_Fast(row_value.get(), ""));
        if (!row || PySequence_Fast_GET_SIZE(row.get()) != 3) {
            PyErr_Clear();
            raise(PyExc_ValueError, row_name + " must be three numbers, not " + text_of(row_value.get()));
        }
        Row& out = rows.emplace_back();
        for (int axis = 0; axis < 3; ++axis) {
            PyRef item = PyRef::borrow(PySequence_Fast_GET_ITEM(row.get(), axis));
            out[axis] = convert(to_double(item.get(), row_name.c_str()), name, i);
        }
    }
    return rows;
}

template <class Row, class Convert>
std::vector<Row> read_table(PyObject* value, const char* name, Convert convert) {
    if (PyObject_CheckBuffer(value)) {
        Buffer buffer(value);
        if (!buffer.filled()) throw console::PythonErrorSet();
        if (buffer.view.ndim != 2 || buffer.view.shape[1] != 3) refuse_shape(name, buffer.view);
        std::vector<Row> rows(static_cast<std::size_t>(buffer.view.shape[0]));
        if (read_typed(buffer.view, rows, name, convert)) return rows;
        raise(PyExc_TypeError, std::string(name) + " holds items of type '" +
                                   (buffer.view.format ? buffer.view.format : "?") +
                                   "', which are not plain numbers; convert it, for example with .astype('float32')");
    }
    return read_sequence<Row>(value, name, convert);
}

}  // namespace

document::MeshPtr to_mesh(PyObject* vertices, PyObject* triangles) {
    GIMBAL_GIL_HELD();
    std::vector<glm::vec3> positions = read_table<glm::vec3>(vertices, "vertices", checked_number);
    std::vector<Triangle> corners = read_table<Triangle>(triangles, "triangles", checked_index);
    Unlocked unlocked;  // the constructor checks every value
    return std::make_shared<const Mesh>(std::move(positions), std::move(corners));
}

}  // namespace gimbal::module
