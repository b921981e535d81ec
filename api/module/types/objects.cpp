// gimbal.scene.objects: a mapping from names to objects. As in Blender, iteration gives the objects.
#include "api/module/binding/handle.h"

#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::ObjectId;

PyObject* all(ModuleState& module) { return new_object_list(module, module.document.objects()); }

Py_ssize_t length(PyObject* self) noexcept {
    return static_cast<Py_ssize_t>(state_of_type(Py_TYPE(self)).document.object_count());
}

PyObject* subscript(PyObject* self, PyObject* key) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return call_body(module, gil::keeps, [&]() -> PyObject* {
        if (!PyUnicode_Check(key))
            raise(PyExc_TypeError, "objects are indexed by name (str), not by " + text_of(key) +
                                       "; use list(objects)[i] for a position");
        if (ObjectId id = find_named(module, key)) return new_object(module, id);
        raise(PyExc_KeyError, "no object is named " + text_of(key) + "; gimbal.scene.objects.keys() lists the names");
    });
}

int contains(PyObject* self, PyObject* key) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));
    if (Py_TYPE(key) == module.type(TypeId::object)) return module.document.contains(handle_of(key).id);
    if (!PyUnicode_Check(key)) return 0;
    try {
        return static_cast<bool>(find_named(module, key));
    } catch (...) {
        set_error_from_current_exception(module);
        return -1;
    }
}

PyObject* iterate(PyObject* self) noexcept {
    return call_body(state_of_type(Py_TYPE(self)), gil::keeps, [&] {
        PyRef list = PyRef::steal(all(state_of_type(Py_TYPE(self))));
        return checked(PyObject_GetIter(list.get()));
    });
}

PyObject* name_list(ModuleState& module) {
    PyRef objects = PyRef::steal(all(module));
    PyRef names = PyRef::steal(checked(PyList_New(0)));
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(objects.get()); ++i)
        if (PyList_Append(names.get(), handle_of(PyList_GET_ITEM(objects.get(), i)).name) < 0)
            throw console::PythonErrorSet();
    return names.release();
}

PyObject* keys(const Call& call) { return name_list(call.module); }
PyObject* values(const Call& call) { return all(call.module); }

PyObject* items(const Call& call) {
    PyRef objects = PyRef::steal(all(call.module));
    PyRef pairs = PyRef::steal(checked(PyList_New(0)));
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(objects.get()); ++i) {
        PyObject* object = PyList_GET_ITEM(objects.get(), i);
        PyRef pair = PyRef::steal(checked(PyTuple_Pack(2, handle_of(object).name, object)));
        if (PyList_Append(pairs.get(), pair.get()) < 0) throw console::PythonErrorSet();
    }
    return pairs.release();
}

PyObject* get(const Call& call) {
    const auto [name, fallback] = take(call, "get", {"name", "default"}, 1);
    if (!PyUnicode_Check(name)) raise(PyExc_TypeError, "name must be a str, not " + text_of(name));
    if (const ObjectId id = find_named(call.module, name)) return new_object(call.module, id);
    return Py_NewRef(fallback ? fallback : Py_None);
}

PyObject* represent(PyObject* self) noexcept {
    return call_body(state_of_type(Py_TYPE(self)), gil::keeps,
                     [&] { return PyUnicode_FromFormat("<gimbal.scene.objects: %zd>", length(self)); });
}

PyMethodDef methods[] = {
    plain_method<keys, gil::keeps>("keys", "keys($self, /)\n--\n\nThe names (list of str), in order of creation."),
    plain_method<values, gil::keeps>("values", "values($self, /)\n--\n\nThe objects (list), in order of creation."),
    plain_method<items, gil::keeps>(
        "items", "items($self, /)\n--\n\nThe (name, object) pairs (list of tuple), in order of creation."),
    method<get, gil::keeps>("get", "get($self, /, name, default=None)\n--\n\nThe object with this name, or `default`."),
    {},
};

}  // namespace

PyObject* make_objects_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Objects", sizeof(PyObject),
                    "The objects of the scene by name. Iteration gives the objects in order of creation.",
                    {slot(Py_tp_iter, iterate), slot(Py_tp_repr, represent), slot(Py_mp_length, length),
                     slot(Py_mp_subscript, subscript), slot(Py_sq_contains, contains), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
