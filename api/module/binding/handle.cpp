// Makes, compares and checks handles.
#include "gimbal/console/python/run_python.h"
#include "api/module/binding/handle.h"

#include <cstring>
#include <optional>
#include <string_view>

#include "api/module/binding/convert.h"
#include "api/module/binding/locked.h"

namespace gimbal::module {

using console::PyRef;
using document::ObjectId;

namespace {

PyObject* new_handle(ModuleState& module, TypeId type, ObjectId id, PyObject* name) {
    GIMBAL_GIL_HELD();
    PyObject* self = new_instance(module, type);
    Handle& handle = handle_of(self);
    handle.document = &module.document;
    handle.id = id;
    handle.name = Py_NewRef(name);
    return self;
}

}  // namespace

PyObject* new_object(ModuleState& module, ObjectId id, const std::string& name) {
    PyRef text = PyRef::steal(from_text(name));
    return new_handle(module, TypeId::object, id, text.get());
}

namespace {
std::optional<std::string> name_in_scene(document::Document& document, ObjectId id) {
    Locked locked(document);
    const document::Object* object = document.peek(id);
    return object ? std::optional(object->name) : std::nullopt;
}
}  // namespace

PyObject* new_object(ModuleState& module, ObjectId id) {
    const std::optional<std::string> name = name_in_scene(module.document, id);
    if (!name) throw document::StaleObject("the object was removed from the scene");
    return new_object(module, id, *name);
}

PyObject* new_object_list(ModuleState& module, const std::vector<ObjectId>& ids) {
    GIMBAL_GIL_HELD();
    PyRef list = PyRef::steal(checked(PyList_New(0)));
    for (ObjectId id : ids) {
        const std::optional<std::string> name = name_in_scene(module.document, id);
        if (!name) continue;
        PyRef object = PyRef::steal(new_object(module, id, *name));
        if (PyList_Append(list.get(), object.get()) < 0) throw console::PythonErrorSet();
    }
    return list.release();
}

int traverse_handle(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(handle_of(self).name);
    return traverse_type(self, visit, arg);
}

void free_handle(PyObject* self) {
    PyObject_GC_UnTrack(self);
    Py_CLEAR(handle_of(self).name);
    free_plain(self);
}

PyObject* compare_handles(PyObject* left, PyObject* right, int operation) {
    if (Py_TYPE(left) != Py_TYPE(right) || (operation != Py_EQ && operation != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
    const bool same = handle_of(left).document ? handle_of(left).id == handle_of(right).id : left == right;
    return from_bool(same == (operation == Py_EQ));
}

Py_hash_t hash_handle(PyObject* self) {
    if (!handle_of(self).document) return _Py_HashPointer(self);
    const ObjectId id = handle_of(self).id;
    return static_cast<Py_hash_t>((std::uint64_t{id.generation} << 32 | id.index) & 0x7FFFFFFFFFFFFFFF);
}

void raise_stale(const Handle& handle) {
    GIMBAL_GIL_HELD();
    PyErr_Format(PyExc_ReferenceError, "the object %R was removed from the scene", handle.name);
    throw console::PythonErrorSet();
}

Handle& live_handle(PyObject* self) {
    Handle& handle = handle_of(self);
    if (!handle.document->contains(handle.id)) raise_stale(handle);
    return handle;
}

PyObject* new_sibling(PyObject* self, TypeId type) {
    Handle& handle = handle_of(self);
    PyRef name = PyRef::steal(current_name(handle));
    return new_handle(state_of_type(Py_TYPE(self)), type, handle.id, name.get());
}

ObjectId to_object(ModuleState& module, PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (Py_TYPE(value) != module.type(TypeId::object))
        raise(PyExc_TypeError, std::string(name) + " must be a gimbal.Object, not " + text_of(value));
    return live_handle(value).id;
}

std::vector<ObjectId> to_objects(ModuleState& module, PyObject* value, const char* name) {
    GIMBAL_GIL_HELD();
    if (Py_TYPE(value) == module.type(TypeId::object)) return {to_object(module, value, name)};
    PyRef items = iterator_of(value);
    if (!items) raise(PyExc_TypeError, std::string(name) + " must be objects of the scene, not " + text_of(value));
    std::vector<ObjectId> ids;
    SignalPoll signals;
    while (PyRef item = PyRef::steal(console::run_python([&] { return PyIter_Next(items.get()); }))) {
        ids.push_back(to_object(module, item.get(), name));
        signals.next();
    }
    if (PyErr_Occurred()) throw console::PythonErrorSet();
    return ids;
}

ObjectId find_named(ModuleState& module, PyObject* name) {
    GIMBAL_GIL_HELD();
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(name, &size);
    if (utf8) return module.document.find({utf8, static_cast<std::size_t>(size)});
    if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) throw console::PythonErrorSet();
    PyErr_Clear();
    return {};
}

namespace {
bool same_text(PyObject* text, const std::string& other) {
    if (PyUnicode_IS_COMPACT_ASCII(text)) {
        return static_cast<std::size_t>(PyUnicode_GET_LENGTH(text)) == other.size() &&
               std::memcmp(PyUnicode_DATA(text), other.data(), other.size()) == 0;
    }
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(text, &size);  // cached in the str, so it allocates only once
    if (!utf8) PyErr_Clear();
    return utf8 && std::string_view(utf8, static_cast<std::size_t>(size)) == other;
}
}  // namespace

PyObject* current_name(Handle& handle) {
    GIMBAL_GIL_HELD();
    if (!PyUnicode_IS_COMPACT_ASCII(handle.name))
        PyUnicode_AsUTF8(handle.name);  // fills the cache before the lock is taken
    std::string changed;
    bool stale = false, same = false;
    {
        Locked locked(*handle.document);
        const document::Object* object = handle.document->peek(handle.id);
        stale = !object;
        same = object && same_text(handle.name, object->name);
        if (object && !same) changed = object->name;
    }
    if (stale) raise_stale(handle);
    if (!same) Py_SETREF(handle.name, from_text(changed));
    return Py_NewRef(handle.name);
}

}  // namespace gimbal::module
