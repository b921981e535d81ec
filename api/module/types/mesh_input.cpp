// Reads a table of numbers, shape (n, 3) or (n, 4), from a Python value: a buffer of native numbers by its layout,
// anything else item by item.
#include "gimbal/console/python/run_python.h"
#include "api/module/types/mesh_input.h"

#include <limits>

#include "api/module/types/number_buffer.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Mesh;
using document::Triangle;

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

// The columns of a table. Those that are missing have the values of a default row.
template <class Row>
struct Columns;
template <>
struct Columns<glm::vec3> {
    static constexpr int least = 3, most = 3;
    static constexpr const char *words = "three numbers", *shapes = "(n, 3)";
};
template <>
struct Columns<Triangle> : Columns<glm::vec3> {};
template <>
struct Columns<glm::vec4> {  // alpha may be missing
    static constexpr int least = 3, most = 4;
    static constexpr const char *words = "three or four numbers", *shapes = "(n, 3) or (n, 4)";
};

template <class Row>
Row default_row() {
    if constexpr (std::is_same_v<Row, glm::vec4>) return Row(0, 0, 0, 1);
    else return Row();
}

template <class Row, class Convert>
Row read_row(PyObject* value, const char* name, Py_ssize_t index, Convert convert) {
    const std::string row_name = std::string(name) + "[" + std::to_string(index) + "]";
    const PyRef items = items_of(value, Columns<Row>::most);
    const Py_ssize_t count = items ? PyTuple_GET_SIZE(items.get()) : 0;
    if (count < Columns<Row>::least || count > Columns<Row>::most)
        raise(PyExc_ValueError, row_name + " must be " + Columns<Row>::words + ", not " + text_of(value));
    Row row = default_row<Row>();
    for (int axis = 0; axis < count; ++axis)
        row[axis] = convert(to_double(PyTuple_GET_ITEM(items.get(), axis), row_name.c_str()), name, index);
    return row;
}

template <class Row>
[[noreturn]] void refuse_table(PyObject* value, const char* name) {
    raise(PyExc_TypeError, std::string(name) + " must be rows of " + Columns<Row>::words + " (an array of shape " +
                               Columns<Row>::shapes + " or a list), not " + text_of(value));
}

// A list is read as it is now, because converting a row may run code that changes it. An iterator may be endless, so
// each of its rows is converted before the next one is made.
template <class Row, class Convert>
std::vector<Row> read_sequence(PyObject* value, const char* name, Convert convert) {
    const bool list = PyList_Check(value);
    const PyRef items = list ? PyRef::steal(checked(PyList_AsTuple(value))) : PyRef::borrow(value);
    const PyRef iterator = iterator_of(items.get());
    if (!iterator) refuse_table<Row>(value, name);
    std::vector<Row> rows;
    SignalPoll signals;
    while (const PyRef row = PyRef::steal(console::run_python([&] { return PyIter_Next(iterator.get()); }))) {
        rows.push_back(read_row<Row>(row.get(), name, static_cast<Py_ssize_t>(rows.size()), convert));
        signals.next();
    }
    if (PyErr_Occurred()) throw console::PythonErrorSet();
    return rows;
}

template <class Row, class Convert>
std::vector<Row> read_table(PyObject* value, const char* name, Convert convert) {
    if (!PyObject_CheckBuffer(value)) return read_sequence<Row>(value, name, convert);
    const NumberBuffer buffer(value);
    buffer.check_shape(name, Columns<Row>::least, Columns<Row>::most);
    if (buffer.holds_objects()) return read_sequence<Row>(value, name, convert);
    std::vector<Row> rows(static_cast<std::size_t>(buffer.rows()), default_row<Row>());
    const bool read = buffer.for_each([&](Py_ssize_t row, int axis, double number) {
        rows[static_cast<std::size_t>(row)][axis] = convert(number, name, row);
    });
    if (read) return rows;
    raise(PyExc_TypeError, std::string(name) + " holds items of type '" + buffer.format() +
                               "', which are not plain numbers; convert it, for example with .astype('float32')");
}

}  // namespace

document::ColoursPtr to_colours(PyObject* value) {
    GIMBAL_GIL_HELD();
    return std::make_shared<const document::Colours>(read_table<glm::vec4>(value, "colours", checked_number));
}

document::MeshPtr to_mesh(PyObject* vertices, PyObject* triangles, PyObject* colours) {
    GIMBAL_GIL_HELD();
    std::vector<glm::vec3> positions = read_table<glm::vec3>(vertices, "vertices", checked_number);
    std::vector<Triangle> corners = read_table<Triangle>(triangles, "triangles", checked_index);
    document::Colours painted;
    if (colours && colours != Py_None) painted = read_table<glm::vec4>(colours, "colours", checked_number);
    Unlocked unlocked;  // the constructor checks every value
    return std::make_shared<const Mesh>(std::move(positions), std::move(corners), std::vector<document::Line>(),
                                        std::move(painted));
}

}  // namespace gimbal::module
