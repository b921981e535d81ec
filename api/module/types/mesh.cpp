// gimbal.Mesh: the mesh of an object, its measures, and the edits that run on workers.
#include "api/module/binding/handle.h"

#include <array>
#include <functional>
#include <stdexcept>
#include <vector>

#include "api/document/mesh/mesh_ops.h"
#include "api/module/binding/command_arguments.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/native_job.h"
#include "api/module/binding/work.h"
#include "api/module/types/mesh_handle.h"
#include "api/module/types/mesh_input.h"
#include "api/module/types/mesh_tables.h"

namespace gimbal::module {

using document::Job;
using document::Mesh;
using document::MeshPtr;

MeshPtr mesh_of(PyObject* self) {
    if (const MeshPtr value = value_of(self)) return value;
    const Handle& handle = live_handle(self);
    state_of_type(Py_TYPE(self)).exports->sync(handle.id);
    return handle.document->mesh(handle.id);
}

namespace {

constexpr std::size_t cheap_triangles = 20000;  // below this, computing is faster than releasing the GIL

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

PyObject* get_vertices(PyObject* self) {
    if (MeshPtr value = value_of(self))
        return new_value(state_of_type(Py_TYPE(self)), TypeId::vertices, std::move(value));
    return new_sibling(self, TypeId::vertices);
}
PyObject* get_triangles(PyObject* self) { return new_triangles(state_of_type(Py_TYPE(self)), mesh_of(self)); }

PyObject* get_colours(PyObject* self) {
    MeshPtr mesh = mesh_of(self);
    return mesh->colours().empty() ? none() : new_colours(state_of_type(Py_TYPE(self)), std::move(mesh));
}
void set_colours(PyObject* self, PyObject* value) {
    document::ColoursPtr colours = value == Py_None ? nullptr : to_colours(value);
    if (const MeshValuePtr own = shared_value_of(self)) {
        MeshPtr before = own->get();
        while (!own->replace(before, std::make_shared<const Mesh>(before->with_colours(colours)))) before = own->get();
        return;
    }
    const Handle& handle = live_handle(self);
    handle.document->set_colours(handle.id, std::move(colours));
}

PyObject* get_object(PyObject* self) { return value_of(self) ? none() : new_sibling(self, TypeId::object); }

// One of the document's own commands, which stay.
const document::Command& command_of(const ModuleState& module, const char* name) {
    return *module.context.commands->find(name);
}

template <class T>
T argument(const document::Arguments& arguments, const char* name) {
    if constexpr (std::is_same_v<T, int>) return static_cast<int>(std::get<std::int64_t>(arguments.at(name)));
    else return std::get<T>(arguments.at(name));
}

// A heavy command of the registry as a method, which acts on this mesh instead of the selection.
struct Operation {
    const char* command;
    Mesh (*compute)(const Mesh& mesh, const document::Arguments& given, Job& job);
};
constexpr Operation smooth{"mesh.smooth", [](const Mesh& mesh, const document::Arguments& given, Job& job) {
                               return document::smooth(mesh, argument<int>(given, "iterations"),
                                                       argument<double>(given, "factor"), job);
                           }};
constexpr Operation subdivide{"mesh.subdivide", [](const Mesh& mesh, const document::Arguments& given, Job& job) {
                                  return document::subdivide(mesh, argument<int>(given, "levels"), job);
                              }};
constexpr Operation decimate{"mesh.decimate", [](const Mesh& mesh, const document::Arguments& given, Job& job) {
                                 return document::decimate(mesh, argument<double>(given, "ratio"), job);
                             }};

// Computes the mesh on a worker. If it is cancelled, or another thread has changed the mesh meanwhile, nothing changes.
// The functions own what they use.
using Edit = std::function<void(Job&)>;

template <const Operation& operation>
MeshPtr computed(const MeshPtr& before, const document::Arguments& given, Job& job) {
    MeshPtr after = std::make_shared<const Mesh>(operation.compute(*before, given, job));
    job.poll();
    return after;
}

template <const Operation& operation>
Edit edit_of_value(const Call& call, MeshValuePtr value) {
    return [value, before = value->get(),
            given = take_arguments(call, command_of(call.module, operation.command))](Job& job) {
        if (!value->replace(before, computed<operation>(before, given, job)))
            throw std::runtime_error("another thread has changed the mesh meanwhile; nothing was changed");
    };
}

// Replaces the mesh of the object, as one undo step.
template <const Operation& operation>
Edit edit_of(const Call& call) {
    if (MeshValuePtr value = shared_value_of(call.self)) return edit_of_value<operation>(call, std::move(value));
    const document::Command& command = command_of(call.module, operation.command);
    return [id = live_handle(call.self).id, given = take_arguments(call, command), before = mesh_of(call.self),
            &document = call.module.document, &command](Job& job) {
        document.check_not_exported(id);  // refuse before the work, not after it
        MeshPtr after = computed<operation>(before, given, job);
        document::UndoStep step(document, command.label);
        document.replace_meshes(std::array{document::Document::Replacement{id, before, std::move(after)}});
    };
}

template <const Operation& operation>
PyObject* edit(const Call& call) {
    run_native(call.module, command_of(call.module, operation.command).label, edit_of<operation>(call));
    return none();
}

template <const Operation& operation>
PyObject* start_edit(const Call& call) {
    return start_native(call, command_of(call.module, operation.command).label, edit_of<operation>(call), nullptr);
}

PyObject* update(const Call& call) {
    if (value_of(call.self)) return none();
    call.module.exports->sync(live_handle(call.self).id);
    return none();
}

PyObject* represent(PyObject* self) noexcept {
    if (const MeshPtr value = value_of(self))
        return PyUnicode_FromFormat("<mesh without an object: %zu vertices, %zu triangles>", value->vertex_count(),
                                    value->triangle_count());
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
    attribute<get_object>("object", "The object that has this mesh (gimbal.Object), or None."),
    {},
};

std::string signature_of(const document::Command& command, const std::string& suffix) {
    return function_name(command) + suffix + "($self, /, " + parameter_list(command) + ")\n--\n\n";
}

// The text signature and the documentation of a method that is also a command.
std::string method_doc(const document::Command& command, const std::string& remarks) {
    return signature_of(command, "") + documentation_of(command) + "\n\n" + remarks +
           "\n\nRaises\n------\nValueError : a value out of range, or a result that would be too large\n"
           "BufferError : a numpy array or memoryview holds the vertices\nReferenceError : the object was removed\n"
           "RuntimeError : another thread has changed the mesh meanwhile\nKeyboardInterrupt : the work was stopped";
}

std::string async_doc(const document::Command& command) {
    return signature_of(command, "_async") + documentation_of(command) +
           "\n\nReturns at once; a worker does it.\n\nReturns\n-------\ngimbal.Job: `await` it, or wait for its "
           "result(), which is None\n\nAwaiting it raises what the method without _async raises. Cancelling the job, "
           "or the "
           "task that awaits it, leaves the mesh as it is. The edit belongs to the undo step of the run that is "
           "current "
           "when it is done, else it is a step of its own.";
}

// Two methods for each operation. Their texts live as long as the program, as CPython needs them.
template <const Operation& operation>
void add_rows(std::vector<PyMethodDef>& rows, const ModuleState& module, const char* remarks) {
    const document::Command& command = command_of(module, operation.command);
    static const std::string doc = method_doc(command, remarks), later_doc = async_doc(command);
    static const std::string name = function_name(command), later = name + "_async";
    rows.push_back(method<edit<operation>, gil::releases>(name.c_str(), doc.c_str()));
    rows.push_back(method<start_edit<operation>, gil::releases>(later.c_str(), later_doc.c_str()));
}

PyMethodDef* methods(const ModuleState& module) {
    static std::vector<PyMethodDef> rows = [&] {
        std::vector<PyMethodDef> made;
        add_rows<smooth>(made, module, "Uniform Laplacian smoothing. Vertices on a border follow the border.");
        add_rows<subdivide>(made, module,
                            "Each level makes four triangles of one. Loop, Smooth Subdivision Surfaces Based on "
                            "Triangles, 1987.");
        add_rows<decimate>(made, module,
                           "Garland and Heckbert, Surface Simplification Using Quadric Error Metrics, 1997, by "
                           "meshoptimizer.");
        made.push_back(plain_method<update, gil::keeps>("update",
                                                        "update($self, /)\n--\n\nShow what was written into the "
                                                        "vertices now instead of at the end of the run."));
        made.push_back(plain_method<copy_mesh, gil::keeps>(
            "copy", "copy($self, /)\n--\n\nA mesh by value with the present vertices, triangles and colours "
                    "(gimbal.Mesh). copy.copy(), copy.deepcopy() and pickle make one, too. It costs nothing until one "
                    "of both is changed."));
        made.push_back(
            plain_method<copy_mesh, gil::keeps>("__copy__", "__copy__($self, /)\n--\n\nThe same as copy()."));
        made.push_back(method<deep_copy_mesh, gil::keeps>(
            "__deepcopy__", "__deepcopy__($self, /, memo=None)\n--\n\nThe same as copy()."));
        made.push_back(plain_method<reduce_mesh, gil::keeps>(
            "__reduce__", "__reduce__($self, /)\n--\n\nFor pickle: the mesh by value."));
        made.push_back({});
        return made;
    }();
    return rows.data();
}

}  // namespace

PyObject* make_mesh_type(PyObject* module, const ModuleState& state) {
    return new_type(module, "gimbal.Mesh", sizeof(MeshHandle),
                    "Mesh(vertices, triangles, colours=None)\n--\n\n"
                    "The triangle mesh of an object, in the object's own space, scene units (metres).\n\n"
                    "A view of the object's mesh, never a copy: edits change the object, one undo step each, or one\n"
                    "for the whole run.\n\n"
                    "Mesh(...) makes a mesh by value, which belongs to no object, from tables as for\n"
                    "scene.add_mesh(). scene.add(mesh) adds an object with it. Such a mesh can be sent to another\n"
                    "process. Its vertices are read-only; smooth(), subdivide(), decimate() and colours change it.",
                    {slot(Py_tp_new, new_mesh), slot(Py_tp_traverse, traverse_handle),
                     slot(Py_tp_dealloc, free_mesh_handle), slot(Py_tp_richcompare, compare_handles),
                     slot(Py_tp_hash, hash_handle), slot(Py_tp_repr, represent), slot(Py_tp_getset, attributes),
                     slot(Py_tp_methods, methods(state))});
}

}  // namespace gimbal::module
