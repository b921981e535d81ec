#include "gimbal/console/python/run_python.h"
#include "api/module/link_values.h"

#include <cstring>
#include <new>
#include <utility>

#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using console::link::Array;
using console::link::Arrays;
using console::link::List;
using console::link::Object;
using console::link::Value;

constexpr int deepest = 32;                                      // as the protocol has it
constexpr const char* kinds[] = {"mesh", "positions", "array"};  // not kind_name(): python3 needs no store of streams

Value value_of(PyObject* object, const char* name, int depth);

Value list_of(PyObject* object, const char* name, int depth) {
    const PyRef items = PyRef::steal(checked(PySequence_Tuple(object)));  // a conversion may run code that changes it
    List list;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i)
        list.push_back(value_of(PyTuple_GET_ITEM(items.get(), i), name, depth + 1));
    return list;
}

Value object_of(PyObject* dict, const char* name, int depth) {
    const PyRef copy = PyRef::steal(checked(PyDict_Copy(dict)));
    Object object;
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(copy.get(), &at, &key, &value);) {
        if (!PyUnicode_Check(key))
            raise(PyExc_TypeError, std::string(name) + " has the key " + text_of(key) + ", not a str");
        object[to_text(key, name)] = value_of(value, name, depth + 1);
    }
    return object;
}

Value value_of(PyObject* object, const char* name, int depth) {
    if (depth > deepest) raise(PyExc_ValueError, std::string(name) + " is nested more than 32 deep");
    if (object == Py_None) return nullptr;
    if (PyBool_Check(object)) return object == Py_True;
    if (PyUnicode_Check(object)) return to_text(object, name);
    if (PyFloat_Check(object)) return to_double(object, name);
    if (PyLong_Check(object)) return to_integer(object, name, INT64_MIN, INT64_MAX);
    if (PyDict_Check(object)) return object_of(object, name, depth);
    if (PyList_Check(object) || PyTuple_Check(object)) return list_of(object, name, depth);
    if (PyIndex_Check(object)) return to_integer(object, name, INT64_MIN, INT64_MAX);  // a numpy integer
    if (PyNumber_Check(object)) return to_double(object, name);
    raise(PyExc_TypeError, std::string(name) + " holds " + text_of(object) +
                               ": a message of the link holds None, bool, int, float, str, list and dict; pass arrays "
                               "by their names");
}

PyObject* from_object(const Object& object) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    for (const auto& [name, value] : object) put(dict.get(), name, from_link_value(value));
    return dict.release();
}

PyObject* shape_of(const Array& array) {
    PyRef list = PyRef::steal(
        new_list(array.shape(), [](std::size_t length) { return checked(PyLong_FromSize_t(length)); }));
    return checked(PyList_AsTuple(list.get()));
}

// The bytes of an array, which it keeps alive. They never change.
struct LinkBytes {
    PyObject_HEAD Array array;
};
LinkBytes& bytes_of(PyObject* self) { return *reinterpret_cast<LinkBytes*>(self); }

int get_buffer(PyObject* self, Py_buffer* view, int flags) noexcept {
    static std::byte nothing;  // the address of no bytes
    const Array& array = bytes_of(self).array;
    void* data = array.byte_count() ? const_cast<std::byte*>(array.data()) : &nothing;
    return PyBuffer_FillInfo(view, self, data, static_cast<Py_ssize_t>(array.byte_count()), 1, flags);
}

void free_bytes(PyObject* self) {
    PyObject_GC_UnTrack(self);
    bytes_of(self).array.~Array();
    free_plain(self);
}

PyObject* new_bytes(ModuleState& module, const Array& array) {
    PyObject* self = new_instance(module, TypeId::link_bytes);
    new (&bytes_of(self).array) Array(array);
    return self;
}

Array array_of(PyObject* key, PyObject* value) {
    const char* dtype = nullptr;
    PyObject *shape = nullptr, *bytes = nullptr;
    if (!PyTuple_Check(value) || !PyArg_ParseTuple(value, "sO!S", &dtype, &PyTuple_Type, &shape, &bytes))
        raise(PyExc_TypeError, "the array " + text_of(key) + " must be (dtype, shape, bytes)");
    const auto kind = console::link::dtype_named(dtype);
    if (!kind) raise(PyExc_ValueError, "the array " + text_of(key) + " has a dtype that the link does not have");
    console::link::Shape lengths;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(shape); ++i)
        lengths.push_back(static_cast<std::size_t>(to_integer(PyTuple_GET_ITEM(shape, i), "shape", 0, INT64_MAX)));
    const auto size = static_cast<std::size_t>(PyBytes_GET_SIZE(bytes));
    const std::shared_ptr<std::byte[]> owner(new std::byte[size]);
    std::memcpy(owner.get(), PyBytes_AS_STRING(bytes), size);
    Array array(*kind, std::move(lengths), owner.get(), owner);
    if (array.byte_count() != size)
        raise(PyExc_ValueError,
              "the array " + text_of(key) + " has " + std::to_string(size) + " bytes, not those of its shape");
    return array;
}

}  // namespace

Value to_link_value(PyObject* object, const char* name) {
    GIMBAL_GIL_HELD();
    return value_of(object, name, 0);
}

PyObject* from_link_value(const Value& value) {
    GIMBAL_GIL_HELD();
    if (value.is_null()) return none();
    if (const auto truth = value.to<bool>()) return from_bool(*truth);
    if (const auto whole = value.to<std::int64_t>()) return checked(PyLong_FromLongLong(*whole));
    if (const auto real = value.to<double>()) return checked(PyFloat_FromDouble(*real));
    if (const std::string* text = value.text()) return from_text(*text);
    if (const List* list = value.list()) return new_list(*list, from_link_value);
    return from_object(*value.object());
}

Arrays to_link_arrays(PyObject* dict) {
    GIMBAL_GIL_HELD();
    if (!PyDict_Check(dict)) raise(PyExc_TypeError, "arrays must be a dict, not " + text_of(dict));
    const PyRef copy = PyRef::steal(checked(PyDict_Copy(dict)));
    Arrays arrays;
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(copy.get(), &at, &key, &value);)
        arrays.emplace(to_text(key, "arrays"), array_of(key, value));
    return arrays;
}

PyObject* from_link_arrays(ModuleState& module, const Arrays& arrays) {
    GIMBAL_GIL_HELD();
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    for (const auto& [name, array] : arrays) {
        const PyRef shape = PyRef::steal(shape_of(array)), bytes = PyRef::steal(new_bytes(module, array));
        put(dict.get(), name,
            checked(Py_BuildValue("(sOO)", console::link::dtype_name(array.dtype()), shape.get(), bytes.get())));
    }
    return dict.release();
}

PyObject* from_snapshot(ModuleState& module, const console::link::Snapshot& snapshot) {
    const PyRef arrays = PyRef::steal(from_link_arrays(module, snapshot.arrays));
    return checked(Py_BuildValue(
        "(sKKKOK)", kinds[static_cast<std::size_t>(snapshot.kind)], static_cast<unsigned long long>(snapshot.serial),
        static_cast<unsigned long long>(snapshot.frame), static_cast<unsigned long long>(snapshot.dropped),
        arrays.get(), static_cast<unsigned long long>(snapshot.writer)));
}

void raise_link_error(const console::link::Error& error) {
    GIMBAL_GIL_HELD();
    const PyRef package = PyRef::steal(checked(PyImport_ImportModule("gimbal_link")));
    const PyRef type = PyRef::steal(checked(PyObject_GetAttrString(package.get(), "LinkError")));
    const PyRef code = PyRef::steal(from_text(console::link::code_name(error.code)));
    const PyRef message = PyRef::steal(from_text(error.message));
    const PyRef object = PyRef::steal(
        checked(PyObject_CallFunctionObjArgs(type.get(), code.get(), message.get(), nullptr)));
    PyErr_SetObject(type.get(), object.get());
    throw console::PythonErrorSet();
}

PyObject* make_link_bytes_type(PyObject* module, const ModuleState&) {
    return new_type(
        module, "gimbal.LinkBytes", sizeof(LinkBytes),
        "The bytes of an array that a peer of the live link has sent, as a read-only buffer.",
        {slot(Py_tp_traverse, traverse_type), slot(Py_tp_dealloc, free_bytes), slot(Py_bf_getbuffer, get_buffer)});
}

}  // namespace gimbal::module
