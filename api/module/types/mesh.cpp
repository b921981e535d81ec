// gimbal.Mesh: the mesh of an object, its measures, and the edits that run on workers.
#include "api/module/binding/handle.h"

#include <array>

#include "api/document/mesh/mesh_ops.h"
#include "api/module/binding/command_arguments.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/work.h"
#include "api/module/types/mesh_input.h"
#include "api/module/types/mesh_tables.h"

namespace gimbal::module {
namespace {

using document::Job;
using document::Mesh;
using document::MeshPtr;

constexpr std::size_t cheap_triangles = 20000;  // below this, computing is faster than releasing the GIL

// The mesh with what numpy has written to it.
MeshPtr mesh_of(PyObject* self) {
    const Handle& handle = live_handle(self);
    state_of_type(Py_TYPE(self)).exports->sync(handle.id);
    return handle.document->mesh(handle.id);
}

// A measure takes a pass over the mesh on first use.
template <class Measure>
auto derived(PyObject* self, Measure measure) {
    const MeshPtr mesh = mesh_of(self);
    if (mesh->triangle_count() < cheap_triangles) return measure(*mesh);
    Unlocked unlocked;
    return measure(*mesh);
}

PyObject* get_area(PyObject* self) {
    return checked(PyFloat_FromDouble(derived(self, [](const Mesh& mesh) { return mesh.area(); })));
}
PyObject* get_volume(PyObject* self) {
    return checked(PyFloat_FromDouble(derived(self, [](const Mesh& mesh) { return mesh.volume(); })));
}
PyObject* get_bounds(PyObject* self) {
    return from_bounds(derived(self, [](const Mesh& mesh) { return document::Bounds(mesh.bounds()); }));
}
PyObject* get_closed(PyObject* self) {
    return from_bool(derived(self, [](const Mesh& mesh) { return mesh.is_closed(); }));
}
PyObject* get_vertex_count(PyObject* self) { return checked(PyLong_FromSize_t(mesh_of(self)->vertex_count())); }
PyObject* get_triangle_count(PyObject* self) { return checked(PyLong_FromSize_t(mesh_of(self)->triangle_count())); }

PyObject* get_vertices(PyObject* self) { return new_sibling(self, TypeId::vertices); }
PyObject* get_triangles(PyObject* self) { return new_triangles(state_of_type(Py_TYPE(self)), mesh_of(self)); }

PyObject* get_colours(PyObject* self) {
    MeshPtr mesh = mesh_of(self);
    return mesh->colours().empty() ? none() : new_colours(state_of_type(Py_TYPE(self)), std::move(mesh));
}
void set_colours(PyObject* self, PyObject* value) {
    document::ColoursPtr colours = value == Py_None ? nullptr : to_colours(value);
    const Handle& handle = live_handle(self);
    handle.document->set_colours(handle.id, std::move(colours));
}

PyObject* get_object(PyObject* self) { return new_sibling(self, TypeId::object); }

// Runs `operation` on a worker and replaces the object's mesh with the result, as one undo step. If it is cancelled, or
// another thread has changed the mesh meanwhile, nothing changes.
template <class Operation>
PyObject* edit(const Call& call, const document::Command& command, Operation operation) {
    const Handle& handle = handle_of(call.self);
    const MeshPtr before = mesh_of(call.self);
    document::Document& document = call.module.document;
    run_native(call.module, command.label, [&](Job& job) {
        document.check_not_exported(handle.id);  // refuse before the work, not after it
        MeshPtr after = std::make_shared<const Mesh>(operation(*before, job));
        job.poll();
        document::UndoStep step(document, command.label);
        document.replace_meshes(std::array{document::Document::Replacement{handle.id, before, std::move(after)}});
    });
    return none();
}

const document::Command& command_of(const ModuleState& module, const char* name) {
    return *module.context.commands->find(name);
}

template <class T>
T argument(const document::Arguments& arguments, const char* name) {
    if constexpr (std::is_same_v<T, int>) return static_cast<int>(std::get<std::int64_t>(arguments.at(name)));
    else return std::get<T>(arguments.at(name));
}

PyObject* smooth(const Call& call) {
    const document::Command& command = command_of(call.module, "mesh.smooth");
    const document::Arguments given = take_arguments(call, command);
    return edit(call, command, [&](const Mesh& mesh, Job& job) {
        return document::smooth(mesh, argument<int>(given, "iterations"), argument<double>(given, "factor"), job);
    });
}

PyObject* subdivide(const Call& call) {
    const document::Command& command = command_of(call.module, "mesh.subdivide");
    const int levels = argument<int>(take_arguments(call, command), "levels");
    return edit(call, command, [=](const Mesh& mesh, Job& job) { return document::subdivide(mesh, levels, job); });
}

PyObject* decimate(const Call& call) {
    const document::Command& command = command_of(call.module, "mesh.decimate");
    const double ratio = argument<double>(take_arguments(call, command), "ratio");
    return edit(call, command, [=](const Mesh& mesh, Job& job) { return document::decimate(mesh, ratio, job); });
}

PyObject* update(const Call& call) {
    call.module.exports->sync(live_handle(call.self).id);
    return none();
}

PyObject* represent(PyObject* self) noexcept {
    try {
        const MeshPtr mesh = handle_of(self).document->mesh(handle_of(self).id);
        return PyUnicode_FromFormat("<mesh of %R: %zu vertices, %zu triangles>", handle_of(self).name,
                                    mesh->vertex_count(), mesh->triangle_count());
    } catch (...) {
        PyErr_Clear();
        return PyUnicode_FromFormat("<mesh of the removed object %R>", handle_of(self).name);
    }
}

PyGetSetDef attributes[] = {
    attribute<get_vertices>("vertices",
                            "The vertices (gimbal.Vertices): a writable buffer, shape (n, 3), float32, scene units."),
    attribute<get_triangles>("triangles",
                             "The triangles (gimbal.Triangles): a read-only buffer, shape (n, 3), uint32."),
    attribute<get_colours, set_colours>(
        "colours",
        "The colours of the vertices (gimbal.Colours, shape (n, 4), float32: linear red, green, blue and alpha, 0 to "
        "1), or None. Assign an array or rows of three or four numbers, one for each vertex, or None. The view "
        "multiplies them by the object's colour, unless that is still the default grey. Raises ValueError if the "
        "number of rows or a number is wrong. Mesh files keep them, except STL."),
    attribute<get_vertex_count>("vertex_count", "Number of vertices (int)."),
    attribute<get_triangle_count>("triangle_count", "Number of triangles (int)."),
    attribute<get_area>("area", "Surface area in square scene units (float), without the object's scale."),
    attribute<get_volume>(
        "volume",
        "Enclosed volume in cubic scene units (float): the signed sum of tetrahedra, meaningful when closed."),
    attribute<get_bounds>("bounds",
                          "Corners of the bounding box: ((x, y, z), (x, y, z)) in scene units; None without vertices."),
    attribute<get_closed>("is_closed", "Whether every edge has exactly two triangles, wound the same way (bool)."),
    attribute<get_object>("object", "The object that has this mesh (gimbal.Object)."),
    {},
};

// The text signature and the documentation of a method that is also a command.
std::string method_doc(const ModuleState& module, const char* command_name, const std::string& remarks) {
    const document::Command& command = command_of(module, command_name);
    const std::string name = command.name.substr(command.name.rfind('.') + 1);
    return name + "($self, /, " + parameter_list(command) + ")\n--\n\n" + documentation_of(command) + "\n\n" + remarks +
           "\n\nRaises\n------\nValueError : a value out of range, or a result that would be too large\n"
           "BufferError : a numpy array or memoryview holds the vertices\nReferenceError : the object was removed\n"
           "RuntimeError : another thread has changed the mesh meanwhile\n"
           "KeyboardInterrupt : the work was stopped";
}

PyMethodDef* methods(const ModuleState& module) {
    static const std::string smooth_doc = method_doc(
        module, "mesh.smooth", "Uniform Laplacian smoothing. Vertices on a border follow the border.");
    static const std::string subdivide_doc = method_doc(
        module, "mesh.subdivide",
        "Each level makes four triangles of one. Loop, Smooth Subdivision Surfaces Based on Triangles, 1987.");
    static const std::string decimate_doc = method_doc(
        module, "mesh.decimate",
        "Garland and Heckbert, Surface Simplification Using Quadric Error Metrics, 1997, by meshoptimizer.");
    static PyMethodDef rows[] = {
        method<smooth, gil::releases>("smooth", smooth_doc.c_str()),
        method<subdivide, gil::releases>("subdivide", subdivide_doc.c_str()),
        method<decimate, gil::releases>("decimate", decimate_doc.c_str()),
        plain_method<update, gil::keeps>("update",
                                         "update($self, /)\n--\n\nShow what was written into the vertices now "
                                         "instead of at the end of the run."),
        {},
    };
    return rows;
}

}  // namespace

PyObject* make_mesh_type(PyObject* module, const ModuleState& state) {
    return new_type(module, "gimbal.Mesh", sizeof(Handle),
                    "The triangle mesh of an object, in the object's own space, scene units (metres).\n\n"
                    "A view of the object's mesh, never a copy: edits change the object, one undo step each, or one\n"
                    "for the whole run.",
                    {slot(Py_tp_traverse, traverse_handle), slot(Py_tp_dealloc, free_handle),
                     slot(Py_tp_richcompare, compare_handles), slot(Py_tp_hash, hash_handle),
                     slot(Py_tp_repr, represent), slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods(state))});
}

}  // namespace gimbal::module
