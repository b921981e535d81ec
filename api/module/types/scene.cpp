// gimbal.scene: adds and removes objects, and has the selection and the active object.
#include "api/module/binding/handle.h"

#include <utility>

#include "api/document/mesh/mesh_ops.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/locked.h"
#include "api/module/types/mesh_handle.h"
#include "api/module/types/mesh_input.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::MeshPtr;
using document::ObjectId;

document::Document& document_of(PyObject* self) { return state_of_type(Py_TYPE(self)).document; }

PyObject* get_objects(PyObject* self) { return new_instance(state_of_type(Py_TYPE(self)), TypeId::objects); }

PyObject* get_selection(PyObject* self) {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return new_object_list(module, module.document.selection());
}
void set_selection(PyObject* self, PyObject* value) {
    ModuleState& module = state_of_type(Py_TYPE(self));
    module.document.select(to_objects(module, value, "selection"));
}

PyObject* get_active(PyObject* self) {
    ModuleState& module = state_of_type(Py_TYPE(self));
    const ObjectId active = module.document.snapshot()->active();
    return active ? new_object(module, active) : none();
}
void set_active(PyObject* self, PyObject* value) {
    ModuleState& module = state_of_type(Py_TYPE(self));
    const ObjectId id = to_object(module, value, "active");
    std::vector<ObjectId> ids = module.document.selection();
    std::erase(ids, id);
    ids.push_back(id);  // the active object is the last of the selection
    module.document.select(ids);
}

PyObject* get_bounds(PyObject* self) {
    state_of_type(Py_TYPE(self)).exports->sync_all();
    const document::ScenePtr scene = document_of(self).snapshot();
    document::Bounds bounds;
    {
        Unlocked unlocked;
        bounds = scene->bounds();
    }
    return from_bounds(bounds);
}

PyObject* get_triangle_count(PyObject* self) {
    return checked(PyLong_FromSize_t(document_of(self).snapshot()->triangle_count()));
}

constexpr std::size_t longest_kind = 60;  // an unknown one is part of the message

// The mesh for a new object: of a primitive, made once for each name, or of a gimbal.Mesh.
MeshPtr mesh_for(ModuleState& module, PyObject* kind) {
    if (Py_TYPE(kind) == module.type(TypeId::mesh)) return mesh_of(kind);
    if (!PyUnicode_Check(kind))
        raise(PyExc_TypeError, "kind must be the name of a primitive or a gimbal.Mesh, not " + text_of(kind));
    const std::string name = to_text(kind, "kind");
    if (name.size() > longest_kind) raise(PyExc_ValueError, "no primitive is named " + text_of(kind));
    if (auto found = module.primitives.find(name); found != module.primitives.end()) return found->second;
    MeshPtr mesh = std::make_shared<const document::Mesh>(document::make_primitive(name));
    return module.primitives.emplace(name, std::move(mesh)).first->second;
}

bool is_given(PyObject* value) { return value && value != Py_None; }

struct Placement {
    PyObject *location, *rotation, *scale, *colour;
};

// Converts the values before the object is added, so that an error adds nothing.
document::Object object_from(std::string name, MeshPtr mesh, const Placement& place) {
    document::Object object;
    object.name = std::move(name);
    object.mesh = std::move(mesh);
    if (is_given(place.location)) object.location = to_vec3(place.location, "location");
    if (is_given(place.rotation)) object.rotation = to_vec3(place.rotation, "rotation");
    if (is_given(place.scale)) object.scale = to_scale(place.scale);
    if (is_given(place.colour)) object.colour = to_colour(place.colour);
    return object;
}

PyObject* add_object(ModuleState& module, document::Object&& object) {
    std::vector<document::Object> one;
    one.push_back(std::move(object));
    return new_object(module, module.document.add_many(std::move(one)).front());
}

PyObject* add(const Call& call) {
    const auto [kind, name, location, rotation, scale,
                colour] = take(call, "add", {"kind", "name", "location", "rotation", "scale", "colour"}, 1);
    MeshPtr mesh = mesh_for(call.module, kind);
    std::string text = is_given(name)          ? to_text(name, "name")
                       : PyUnicode_Check(kind) ? to_text(kind, "kind")
                                               : "object";
    if (text.empty()) raise(PyExc_ValueError, "name must not be empty; omit it to use the kind as the name");
    if (location || rotation || scale || colour)
        return add_object(call.module,
                          object_from(std::move(text), std::move(mesh), {location, rotation, scale, colour}));
    return new_object(call.module, call.module.document.add(std::move(text), std::move(mesh)));
}

PyObject* add_mesh(const Call& call) {
    const auto [name, vertices, triangles, location, colour, colours] = take(
        call, "add_mesh", {"name", "vertices", "triangles", "location", "colour", "colours"}, 3);
    std::string text = to_text(name, "name");
    if (text.empty()) raise(PyExc_ValueError, "name must not be empty");
    document::Object object = object_from(std::move(text), nullptr, {location, nullptr, nullptr, colour});
    object.mesh = to_mesh(vertices, triangles, colours);
    return add_object(call.module, std::move(object));
}

PyObject* remove(const Call& call) {
    const auto [objects] = take(call, "remove", {"objects"}, 1);
    for (ObjectId id : to_objects(call.module, objects, "objects"))
        if (call.module.document.contains(id)) call.module.document.remove(id);  // an object may occur twice
    return none();
}

PyObject* clear(const Call& call) {
    call.module.document.clear();
    return none();
}

PyObject* select(const Call& call) {
    const auto [objects, extend] = take(call, "select", {"objects", "extend"}, 1);
    call.module.document.select(to_objects(call.module, objects, "objects"), extend && to_bool(extend, "extend"));
    return none();
}

PyGetSetDef attributes[] = {
    attribute<get_objects>(
        "objects",
        "All objects by name (gimbal.Objects): objects['ring'], 'ring' in objects, len(objects), iteration."),
    attribute<get_selection, set_selection>(
        "selection",
        "The selected objects (list of gimbal.Object), the active one last. Assign an iterable of objects."),
    attribute<get_active, set_active>(
        "active", "The object that the panels show (gimbal.Object), or None. Assigning it also selects it."),
    attribute<get_bounds>("bounds",
                          "Bounding box of all visible objects: ((x, y, z), (x, y, z)) in scene units, or None."),
    attribute<get_triangle_count>("triangle_count", "Number of triangles of all visible objects (int)."),
    {},
};

PyMethodDef methods[] = {
    method<add, gil::keeps>(
        "add",
        "add($self, /, kind, name=None, location=None, rotation=None, scale=None, colour=None)\n--\n\nAdd an "
        "object.\n\n"
        "Parameters\n----------\nkind : str, one of cube, plane, sphere, cylinder, cone, torus; or a gimbal.Mesh to "
        "share\n"
        "name : str; a name in use gets a number (ring.001)\nlocation : (x, y, z), scene units\nrotation : (x, "
        "y, z), radians\n"
        "scale : (x, y, z) or a number\ncolour : (red, green, blue) or (red, green, blue, alpha), each 0 to 1\n\n"
        "Returns\n-------\ngimbal.Object\n\nRaises\n------\nValueError : the kind is unknown, or a value is not "
        "finite"),
    method<add_mesh, gil::releases>(
        "add_mesh",
        "add_mesh($self, /, name, vertices, triangles, location=None, colour=None, colours=None)\n--\n\nAdd an object "
        "with a new mesh.\n\n"
        "Parameters\n----------\nname : str\nvertices : array or rows, shape (n, 3), scene units\n"
        "triangles : array or rows, shape (m, 3), indices from 0, counter-clockwise seen from outside\n"
        "colours : array or rows, shape (n, 3) or (n, 4), linear, 0 to 1; those of the vertices\n\n"
        "Returns\n-------\ngimbal.Object\n\nRaises\n------\nValueError : a shape is wrong, a coordinate "
        "is not finite, or an index or colour is out of range\n"
        "TypeError : a value is not a table of numbers"),
    method<remove, gil::keeps>("remove",
                               "remove($self, /, objects)\n--\n\nRemove one or several objects.\n\nRaises\n------\n"
                               "ReferenceError : an object was already removed"),
    plain_method<clear, gil::keeps>("clear", "clear($self, /)\n--\n\nRemove all objects."),
    method<select, gil::keeps>(
        "select", "select($self, /, objects, extend=False)\n--\n\nSelect one or several objects; the last one becomes "
                  "active.\n\nParameters\n----------\nextend : bool, keep the present selection"),
    {},
};

}  // namespace

PyObject* make_scene_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Scene", sizeof(PyObject),
                    "The scene: its objects and its selection. `gimbal.scene` is its only instance.",
                    {slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
