// The checks of a buffer that C++ uses without a copy.
#include "gimbal/console/python/array.h"

#include "engine/values/place.h"
#include <bit>

namespace gimbal::console::detail {

namespace {
std::string name_of(NumberType type) {
    if (type.kind == '?') return "bool";
    const char* kind = type.kind == 'f' ? "float" : type.kind == 'i' ? "int" : "uint";
    return kind + std::to_string(8 * type.bytes);
}

// Empty: structures, text, or bytes in the order of another machine.
std::optional<NumberType> type_of_format(const Py_buffer& buffer) {
    std::string_view format = buffer.format ? buffer.format : "B";
    const char order = format.empty() ? ' ' : format[0];
    if (std::string_view("@=<>!^").find(order) != std::string_view::npos) format.remove_prefix(1);
    const bool swapped = std::endian::native == std::endian::little ? order == '>' || order == '!' : order == '<';
    if (format.size() != 1 || (swapped && buffer.itemsize > 1)) return std::nullopt;
    const auto bytes = static_cast<std::size_t>(buffer.itemsize);
    const auto is_one_of = [&](std::string_view codes) { return codes.find(format[0]) != std::string_view::npos; };
    if (is_one_of("?")) return NumberType{'?', bytes};
    if (is_one_of("bhilqn")) return NumberType{'i', bytes};
    if (is_one_of("BHILQN")) return NumberType{'u', bytes};
    if (is_one_of("efdg")) return NumberType{'f', bytes};
    return std::nullopt;
}

std::nullopt_t refuse(PyObject* type, const Place& place, const std::string& words) {
    PyErr_SetString(type, (place.text() + words).c_str());
    return std::nullopt;
}
}  // namespace

std::optional<Buffer> buffer_of(PyObject* object, const Place& place, NumberType type, bool writable) {
    const std::string wanted = "an array of " + name_of(type);
    if (!PyObject_CheckBuffer(object)) return place.wrong_type(object, wanted);
    // The memoryview holds the buffer and can be released as any object: on any thread, by the release queue.
    const PyRef view = PyRef::steal(PyMemoryView_FromObject(object));
    if (!view) return std::nullopt;
    const Py_buffer& buffer = *PyMemoryView_GET_BUFFER(view.get());
    const std::optional<NumberType> found = type_of_format(buffer);
    if (!found || found->kind != type.kind || found->bytes != type.bytes)
        return refuse(
            PyExc_TypeError, place,
            " is an array of " +
                (found ? name_of(*found) : "format '" + std::string(buffer.format ? buffer.format : "") + "'") +
                ", not of " + name_of(type));
    if (writable && buffer.readonly) return refuse(PyExc_BufferError, place, " is an array that is read-only");
    if (!PyBuffer_IsContiguous(&buffer, 'C'))
        return refuse(PyExc_BufferError, place,
                      " is an array that is not contiguous; numpy.ascontiguousarray() makes a copy that is");
    if (buffer.len > 0 && reinterpret_cast<std::uintptr_t>(buffer.buf) % type.bytes != 0)
        return refuse(PyExc_BufferError, place, " is an array that is not aligned; a copy of it is");
    return Buffer{Value::of(view.get()), buffer.buf, {buffer.shape, buffer.shape + buffer.ndim}};
}

bool copy_numbers(PyObject* object, NumberType type, const std::function<void*(std::size_t)>& room) {
    if (PyList_Check(object) || PyBytes_Check(object) || PyByteArray_Check(object) || !PyObject_CheckBuffer(object))
        return false;
    HeldBuffer taken;  // `room` may throw: numpy.broadcast_to() has more items than any memory
    Py_buffer& buffer = taken.buffer;
    bool copied = false;
    if (PyObject_GetBuffer(object, &buffer, PyBUF_FULL_RO) == 0) {
        const std::optional<NumberType> found = type_of_format(buffer);
        if (buffer.ndim == 1 && found && found->kind == type.kind && found->bytes == type.bytes)
            copied = PyBuffer_ToContiguous(room(static_cast<std::size_t>(buffer.shape[0])), &buffer, buffer.len, 'C') ==
                     0;
    }
    PyErr_Clear();
    return copied;
}

PyRef view_of(const Value& owner) {
    PyRef view = Converter<Value>::to(owner);
    return view && PyMemoryView_Check(view.get()) ? PyRef::steal(PyMemoryView_FromObject(view.get())) : view;
}

}  // namespace gimbal::console::detail
