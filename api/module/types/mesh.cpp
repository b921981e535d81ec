// gimbal.Mesh: the mesh of an object, its measures, and the heavy edits that run on workers.
#include "api/module/binding/handle.h"

#include <climits>

#include "api/document/mesh/mesh_ops.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/work.h"
#include "api/module/types/triangles.h"

namespace gimbal {
namespace {

using console::PyRef;
using document::Job;
using document::Mesh;
using document::MeshPtr;

constexpr std::size_t cheap_triangles = 20000;  // deriving from fewer is faster than giving the GIL away

// The mesh as it is now, what numpy wrote included.
MeshPtr mesh_of(PyObject* self) {
    const Handle& handle = handle_of(self);
    if (!handle.document->contains(handle.id)) raise_stale(handle);
    ExportLedger::shared().sync(*handle.document, handle.id);
    return handle.document->mesh(handle.id);
}

// Measures take a pass over the mesh at first use.
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

PyObject* get_vertices(PyObject* self) {
    Handle& handle = handle_of(self);
    PyRef name = PyRef::steal(current_name(handle));
    return new_handle(state_of_type(Py_TYPE(self)), TypeId::vertices, handle.id, name.get());
}
PyObject* get_triangles(PyObject* self) { return new_triangles(state_of_type(Py_TYPE(self)), mesh_of(self)); }

PyObject* get_object(PyObject* self) {
    Handle& handle = handle_of(self);
    PyRef name = PyRef::steal(current_name(handle));
    return new_handle(state_of_type(Py_TYPE(self)), TypeId::object, handle.id, name.get());
}

// Computes from the mesh as it is now and puts the result in its place, as one undo step; a stopped edit changes
// nothing.
template <class Operation>
PyObject* edit(const Call& call, const char* title, Operation operation) {
    const Handle& handle = handle_of(call.self);
    const MeshPtr before = mesh_of(call.self);
    ExportLedger::shared().require_unseen(*handle.document, handle.id,
                                          handle_name(handle));  // before the work, not after it
    document::Document& document = call.module.document;
    run_native(call.module, title, [&](Job& job) {
        MeshPtr after = std::make_shared<const Mesh>(operation(*before, job));
        job.poll();
        document::UndoStep step(document, title);
        document.set_mesh(handle.id, std::move(after));
    });
    return none();
}

PyObject* smooth(const Call& call) {
    const auto [iterations, factor] = take(call, "smooth", {"iterations", "factor"});
    const int count = iterations ? static_cast<int>(to_integer(iterations, "iterations", INT_MIN, INT_MAX)) : 10;
    const double share = factor ? to_double(factor, "factor") : 0.5;
    return edit(call, "Smooth", [=](const Mesh& mesh, Job& job) { return document::smooth(mesh, count, share, job); });
}

PyObject* subdivide(const Call& call) {
    const auto [levels] = take(call, "subdivide", {"levels"});
    const int count = levels ? static_cast<int>(to_integer(levels, "levels", INT_MIN, INT_MAX)) : 1;
    return edit(call, "Subdivide", [=](const Mesh& mesh, Job& job) { return document::subdivide(mesh, count, job); });
}

PyObject* decimate(const Call& call) {
    const auto [ratio] = take(call, "decimate", {"ratio"});
    const double share = ratio ? to_double(ratio, "ratio") : 0.5;
    return edit(call, "Decimate", [=](const Mesh& mesh, Job& job) { return document::decimate(mesh, share, job); });
}

PyObject* update(const Call& call) {
    const Handle& handle = handle_of(call.self);
    if (!handle.document->contains(handle.id)) raise_stale(handle);
    ExportLedger::shared().sync(*handle.document, handle.id);
    return none();
}

PyObject* represent(PyObject* self) noexcept {
    try {
        const MeshPtr mesh = mesh_of(self);
        return PyUnicode_FromFormat("<mesh of %R: %zu vertices, %zu triangles>", handle_of(self).name,
                                    mesh->vertex_count(), mesh->triangle_count());
    } catch (...) {
        PyErr_Clear();
        return PyUnicode_FromFormat("<mesh of the removed object %R>", handle_of(self).name);
    }
}

PyGetSetDef attributes[] = {
    attribute<get_vertices>(
        "vertices", "The vertices (gimbal.Vertices): a writable buffer, shape (n, 3), float32, scene units, no copy."),
    attribute<get_triangles>("triangles",
                             "The triangles (gimbal.Triangles): a read-only buffer, shape (n, 3), uint32."),
    attribute<get_vertex_count>("vertex_count", "Number of vertices (int)."),
    attribute<get_triangle_count>("triangle_count", "Number of triangles (int)."),
    attribute<get_area>("area", "Surface area in square scene units (float), without the object's scale."),
    attribute<get_volume>(
        "volume",
        "Enclosed volume in cubic scene units (float): the signed sum of tetrahedra, meaningful when closed."),
    attribute<get_bounds>("bounds",
                          "Corners of the bounding box: ((x, y, z), (x, y, z)) in scene units; None without vertices."),
    attribute<get_closed>("is_closed", "Whether every edge has exactly two triangles, wound the same way (bool)."),
    attribute<get_object>("object", "The object that this is the mesh of (gimbal.Object)."),
    {},
};

const Row rows[] = {
    method<smooth, gil::releases>(
        "smooth",
        "smooth($self, /, iterations=10, factor=0.5)\n--\n\nMove each vertex towards the mean of its neighbours "
        "(uniform Laplacian).\n\n"
        "Parameters\n----------\niterations : int, passes over the mesh\nfactor : float in [0, 1], share of the way in "
        "each pass\n\n"
        "Runs on a worker without the GIL; Stop ends it and leaves the mesh as it was.\n\nRaises\n------\n"
        "ValueError : a value out of range\nBufferError : numpy looks at the vertices and they cannot be replaced\n"
        "ReferenceError : the object was removed\nKeyboardInterrupt : stopped"),
    method<subdivide, gil::releases>(
        "subdivide", "subdivide($self, /, levels=1)\n--\n\nSplit each triangle into four and smooth them (Loop, Smooth "
                     "Subdivision Surfaces, 1987).\n\n"
                     "Parameters\n----------\nlevels : int, each multiplies the triangles by four\n\n"
                     "Runs on a worker without the GIL; Stop ends it and leaves the mesh as it was.\n\nRaises\n------\n"
                     "ValueError : levels out of range, or the mesh would grow too large\nBufferError : numpy looks at "
                     "the vertices\n"
                     "ReferenceError : the object was removed\nKeyboardInterrupt : stopped"),
    method<decimate, gil::releases>(
        "decimate", "decimate($self, /, ratio=0.5)\n--\n\nReduce the number of triangles, keeping the shape (quadric "
                    "error metrics, Garland and\n"
                    "Heckbert 1997, by meshoptimizer).\n\nParameters\n----------\nratio : float in (0, 1], share of "
                    "the triangles to keep\n\n"
                    "Runs on a worker without the GIL; Stop ends it and leaves the mesh as it was.\n\nRaises\n------\n"
                    "ValueError : ratio out of range\nBufferError : numpy looks at the vertices\nReferenceError : the "
                    "object was removed\n"
                    "KeyboardInterrupt : stopped"),
    plain_method<update, gil::keeps>("update", "update($self, /)\n--\n\nShow now what was written into the vertices; "
                                               "without it that happens at the end of the run."),
};
Table table("Mesh", rows);

}  // namespace

PyType_Spec* mesh_spec() {
    static PyType_Slot slots[] = {
        {Py_tp_doc,
         const_cast<char*>(
             "The triangle mesh of an object, in the object's own space, scene units (metres).\n\n"
             "A view of the object's mesh, never a copy: edits change the object, one undo step each, or one\n"
             "for the whole run.")},
        {Py_tp_traverse, reinterpret_cast<void*>(traverse_handle)},
        {Py_tp_dealloc, reinterpret_cast<void*>(free_handle)},
        {Py_tp_richcompare, reinterpret_cast<void*>(compare_handles)},
        {Py_tp_hash, reinterpret_cast<void*>(hash_handle)},
        {Py_tp_repr, reinterpret_cast<void*>(represent)},
        {Py_tp_getset, attributes},
        {Py_tp_methods, table.definitions()},
        {0, nullptr},
    };
    static PyType_Spec spec{"gimbal.Mesh", sizeof(Handle), 0, type_flags, slots};
    return &spec;
}

}  // namespace gimbal
