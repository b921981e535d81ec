// gimbal.Object: the attributes of an object in the scene, read and written under the document's mutex.
#include "api/module/binding/handle.h"

#include <span>

#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/locked.h"
#include "api/module/binding/work.h"
#include "api/module/types/mesh_handle.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Object;

constexpr std::size_t cheap_vertices = 10000;  // below this, computing is faster than releasing the GIL

// Copies one member under the mutex, so that Python is not called with the mutex held.
template <auto member>
auto read(PyObject* self) {
    Handle& handle = handle_of(self);
    {
        Locked locked(*handle.document);
        if (const Object* object = handle.document->peek(handle.id)) return object->*member;
    }
    raise_stale(handle);
}

template <auto member, class Value>
void write(PyObject* self, const Value& value) {
    Handle& handle = handle_of(self);
    {
        Locked locked(*handle.document);
        if (const Object* object = handle.document->peek(handle.id)) {
            if (object->*member != value) handle.document->edit(handle.id)->*member = value;  // else it is no edit
            return;
        }
    }
    raise_stale(handle);
}

PyObject* get_name(PyObject* self) { return current_name(handle_of(self)); }

void set_name(PyObject* self, PyObject* value) {
    const std::string name = to_text(value, "name");
    const Handle& handle = live_handle(self);
    handle.document->rename(handle.id, name);
}

PyObject* get_visible(PyObject* self) { return from_bool(read<&Object::visible>(self)); }
void set_visible(PyObject* self, PyObject* value) { write<&Object::visible>(self, to_bool(value, "visible")); }

PyObject* get_location(PyObject* self) { return from_vec3(read<&Object::location>(self)); }
void set_location(PyObject* self, PyObject* value) { write<&Object::location>(self, to_vec3(value, "location")); }

PyObject* get_rotation(PyObject* self) { return from_vec3(read<&Object::rotation>(self)); }
void set_rotation(PyObject* self, PyObject* value) { write<&Object::rotation>(self, to_vec3(value, "rotation")); }

PyObject* get_scale(PyObject* self) { return from_vec3(read<&Object::scale>(self)); }
void set_scale(PyObject* self, PyObject* value) { write<&Object::scale>(self, to_scale(value)); }

PyObject* get_colour(PyObject* self) { return from_vec4(read<&Object::colour>(self)); }
void set_colour(PyObject* self, PyObject* value) { write<&Object::colour>(self, to_colour(value)); }

PyObject* get_selected(PyObject* self) {
    Handle& handle = handle_of(self);
    const document::ScenePtr scene = handle.document->snapshot();
    if (!scene->find(handle.id)) raise_stale(handle);
    return from_bool(scene->is_selected(handle.id));
}
void set_selected(PyObject* self, PyObject* value) {
    const bool wanted = to_bool(value, "selected");
    const Handle& handle = live_handle(self);
    if (wanted) return handle.document->select(std::span(&handle.id, 1), true);
    std::vector<document::ObjectId> ids = handle.document->selection();
    std::erase(ids, handle.id);
    handle.document->select(ids);
}

PyObject* get_mesh(PyObject* self) { return new_sibling(self, TypeId::mesh); }

PyObject* get_bounds(PyObject* self) {
    const Handle& handle = live_handle(self);
    state_of_type(Py_TYPE(self)).exports->sync(handle.id);
    const document::Object object = handle.document->get(handle.id);
    if (object.mesh->vertex_count() < cheap_vertices) return from_bounds(object.bounds());
    document::Bounds bounds;
    {
        Unlocked unlocked;
        bounds = object.bounds();
    }
    return from_bounds(bounds);
}

PyObject* exists(const Call& call) {
    const Handle& handle = handle_of(call.self);
    const bool there = (Locked(*handle.document), handle.document->peek(handle.id) != nullptr);
    return from_bool(there);
}

PyObject* remove(const Call& call) {
    const Handle& handle = live_handle(call.self);
    handle.document->remove(handle.id);
    return none();
}

PyObject* represent(PyObject* self) {
    Handle& handle = handle_of(self);
    PyRef name;
    try {
        name = PyRef::steal(current_name(handle));
    } catch (const console::PythonErrorSet&) {
        PyErr_Clear();
        return PyUnicode_FromFormat("<removed gimbal.Object %R>", handle.name);
    }
    return PyUnicode_FromFormat("gimbal.scene.objects[%R]", name.get());
}

PyGetSetDef attributes[] = {
    attribute<get_name, set_name>("name",
                                  "Name, unique in the scene (str). A name in use gets a number: ring, ring.001."),
    attribute<get_visible, set_visible>("visible", "Whether the object is drawn (bool)."),
    attribute<get_location, set_location>("location", "Location of the origin: (x, y, z) in scene units (metres)."),
    attribute<get_rotation, set_rotation>(
        "rotation", "Euler angles around X, Y and Z, applied in this order: (x, y, z) in radians."),
    attribute<get_scale, set_scale>("scale", "Scale along X, Y and Z: (x, y, z); a single number sets all three."),
    attribute<get_colour, set_colour>("colour",
                                      "Linear red, green, blue and alpha, each 0 to 1; three numbers set alpha to 1."),
    attribute<get_selected, set_selected>("selected",
                                          "Whether the object is selected (bool). True makes it the active object."),
    attribute<get_mesh>("mesh", "The mesh of the object (gimbal.Mesh). Edits of it change the object."),
    attribute<get_bounds>(
        "bounds",
        "Bounding box in scene space: ((x, y, z), (x, y, z)), the low and high corners; None without vertices."),
    {},
};

PyMethodDef methods[] = {
    refuse_pickle_row(),
    plain_method<exists, gil::keeps>("exists",
                                     "exists($self, /)\n--\n\nWhether the object is still in the scene. Never raises."),
    plain_method<remove, gil::keeps>("remove",
                                     "remove($self, /)\n--\n\nRemove the object from the scene.\n\nRaises\n------\n"
                                     "ReferenceError : the object was already removed"),
    {},
};

}  // namespace

PyObject* make_object_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Object", sizeof(Handle),
                    "A handle to an object of the scene, with its name, transform, colour and mesh.\n\n"
                    "Handles are equal if they refer to the same object. After the object is removed, each use\n"
                    "raises ReferenceError with its name.",
                    {slot(Py_tp_traverse, traverse_handle), slot(Py_tp_dealloc, free_handle),
                     slot(Py_tp_richcompare, compare_handles), slot(Py_tp_hash, hash_handle),
                     slot(Py_tp_repr, represent), slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
