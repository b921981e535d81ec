// Python objects that hold C++ objects.
#include "gimbal/console/python/bind/instance.h"

#include <cxxabi.h>
#include <structmember.h>

#include <cstdlib>
#include <new>

#include "gimbal/console/python/bind/type.h"
#include "gimbal/console/python/errors.h"
#include "engine/bind/instance_type.h"
#include "engine/bind/registry.h"

namespace gimbal::console::bind::detail {

namespace {
// The interpreter's dict of rows. Borrowed; null with a Python error set.
PyObject* registry() {
    PyObject* all = PyInterpreterState_GetDict(PyInterpreterState_Get());
    const PyRef name = PyRef::steal(PyUnicode_InternFromString("gimbal_console.bind"));
    if (!all || !name) return nullptr;
    if (PyObject* known = PyDict_GetItemWithError(all, name.get())) return known;
    const PyRef made = PyErr_Occurred() ? PyRef() : PyRef::steal(PyDict_New());
    if (!made || PyDict_SetItem(all, name.get(), made.get()) != 0) return nullptr;
    return made.get();
}

Instance* as_instance(PyObject* self) { return reinterpret_cast<Instance*>(self); }

int traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    return 0;
}

void deallocate(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    PyObject_GC_UnTrack(self);
    Instance* instance = as_instance(self);
    if (instance->weak_references) PyObject_ClearWeakRefs(self);
    if (instance->row && instance->row->destruction() == gil::releases) {
        const PolicyCheck allowed;
        const GilRelease unlocked;
        instance->owner.reset();
    }
    instance->owner.~shared_ptr();
    type->tp_free(self);
    Py_DECREF(type);
}

// Two objects are equal if they share one C++ object.
PyObject* compare(PyObject* left, PyObject* right, int operation) {
    const Instance* other = as_instance(left)->row ? instance_of(right, as_instance(left)->row) : nullptr;
    if (!other || (operation != Py_EQ && operation != Py_NE)) Py_RETURN_NOTIMPLEMENTED;
    return PyBool_FromLong((as_instance(left)->pointer == other->pointer) == (operation == Py_EQ));
}

Py_hash_t hash(PyObject* self) {
    return static_cast<Py_hash_t>(reinterpret_cast<std::uintptr_t>(as_instance(self)->pointer) >> 4);
}

PyRef allocate(PyTypeObject* type, const TypeRow* row) {
    PyRef object = PyRef::steal(type->tp_alloc(type, 0));
    if (!object) return object;
    new (&as_instance(object.get())->owner) std::shared_ptr<void>();
    as_instance(object.get())->row = row;
    return object;
}

// The base that has a row. Null for a type that is none of ours.
PyTypeObject* bound_base(PyTypeObject* type) {
    while (type && type->tp_dealloc != deallocate) type = type->tp_base;
    return type;
}

PyObject* refuse_new(PyTypeObject* type, const char* remedy) {
    PyErr_Format(PyExc_TypeError, "%s cannot be made by a call%s", type->tp_name, remedy);
    return nullptr;
}

// A call of the type. The constructor makes an instance of the bound type, and one of a derived type takes its content.
PyObject* make_new(PyTypeObject* type, PyObject* values, PyObject* named) {
    return translate_exceptions([&]() -> PyObject* {
        const TypeRow* row = row_of(bound_base(type));
        if (!row || !row->constructor()) return refuse_new(type, ": the program makes its instances");
        const Py_ssize_t count = PyTuple_GET_SIZE(values), more = named ? PyDict_GET_SIZE(named) : 0;
        std::vector<PyObject*> all(&PyTuple_GET_ITEM(values, 0), &PyTuple_GET_ITEM(values, 0) + count);
        PyRef names = PyRef::steal(PyTuple_New(more));
        PyObject *key = nullptr, *value = nullptr;
        for (Py_ssize_t place = 0, i = 0; names && more && PyDict_Next(named, &place, &key, &value); ++i) {
            PyTuple_SET_ITEM(names.get(), i, Py_NewRef(key));
            all.push_back(value);
        }
        if (!names) return nullptr;
        PyRef made = PyRef::steal(row->constructor()->enter(nullptr, all.data(), count, more ? names.get() : nullptr));
        if (!made || Py_TYPE(made.get()) == type) return made.release();
        const Instance* content = instance_of(made.get(), row);
        if (!content) return refuse_new(type, ": its constructor has returned no instance");
        PyRef derived = allocate(type, row);
        if (!derived) return nullptr;
        as_instance(derived.get())->pointer = content->pointer;
        as_instance(derived.get())->owner = content->owner;
        return derived.release();
    });
}

// object.__init__ would refuse the arguments that make_new() has taken.
int accept(PyObject*, PyObject*, PyObject*) { return 0; }

PyMemberDef members[] = {
    {"__weaklistoffset__", T_PYSSIZET, offsetof(Instance, weak_references), READONLY, nullptr},
    {},
};

std::string readable(const char* cpp_name) {
    int status = 0;
    char* text = abi::__cxa_demangle(cpp_name, nullptr, nullptr, &status);
    std::string name = text ? text : cpp_name;
    std::free(text);
    return name;
}
}  // namespace

bool remember(const void* row, PyObject* type) {
    const PyRef key = PyRef::steal(PyLong_FromVoidPtr(const_cast<void*>(row)));
    PyObject* all = key ? registry() : nullptr;
    return all && PyDict_SetItem(all, key.get(), type) == 0;
}

PyRef remembered(const void* row) {
    const PyRef key = PyRef::steal(PyLong_FromVoidPtr(const_cast<void*>(row)));
    PyObject* all = key ? registry() : nullptr;
    PyRef found = PyRef::borrow(all ? PyDict_GetItemWithError(all, key.get()) : nullptr);
    if (!found) PyErr_Clear();
    return found;
}

std::vector<PyType_Slot> instance_slots() {
    return {
        {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
        {Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
        {Py_tp_richcompare, reinterpret_cast<void*>(compare)},
        {Py_tp_hash, reinterpret_cast<void*>(hash)},
        {Py_tp_new, reinterpret_cast<void*>(make_new)},
        {Py_tp_init, reinterpret_cast<void*>(accept)},
        {Py_tp_members, members},
    };
}

std::string name_of(const TypeRow* row) { return row ? row->name() : "object"; }

const Instance* instance_of(PyObject* object, const TypeRow* row) {
    const bool is_ours = Py_TYPE(object)->tp_dealloc == deallocate || bound_base(Py_TYPE(object));
    if (!is_ours || !row || as_instance(object)->row != row) return nullptr;
    return as_instance(object);
}

std::nullopt_t refuse_instance(PyObject* object, const Place& place, const TypeRow* row) {
    if (row) return place.wrong_type(object, "a " + row->name());
    PyErr_SetString(PyExc_TypeError, (place.text() + " has a C++ type that no module has bound").c_str());
    return std::nullopt;
}

PyRef wrap(const TypeRow* row, void* pointer, std::shared_ptr<void> owner, const char* cpp_name) {
    GIMBAL_GIL_HELD();
    const PyRef type = row ? remembered(row) : PyRef();
    if (!type) {
        set_error(PyExc_TypeError, row ? "the module of " + row->qualified() + " is not imported in this interpreter"
                                       : "the C++ type " + readable(cpp_name) + " is bound by no module");
        return {};
    }
    PyRef object = allocate(reinterpret_cast<PyTypeObject*>(type.get()), row);
    if (!object) return object;
    as_instance(object.get())->pointer = pointer;
    as_instance(object.get())->owner = std::move(owner);
    return object;
}

}  // namespace gimbal::console::bind::detail
