// gimbal.Vertices: the vertices of a mesh as a writable (n, 3) float32 buffer. The first export copies the vertices
// into it; later exports share it.
#include "api/module/binding/handle.h"

#include <memory>

#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/locked.h"
#include "api/module/types/mesh_handle.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Mesh;

// The data of one Py_buffer until its release, in its member `internal`.
struct Exported {
    std::shared_ptr<ExportLedger> ledger;  // the type may have lost its module when an array dies at the end
    document::MeshPtr value;               // in place of the ledger, for a mesh by value
    document::ObjectId id;
    const glm::vec3* data = nullptr;  // as the ledger has opened it
    Py_ssize_t shape[2];
    Py_ssize_t strides[2];
};

char float_format[] = "f";

void fill_view(Py_buffer& view, PyObject* self, Exported& exported, void* data, int flags) {
    view.obj = Py_NewRef(self);
    view.buf = data;
    view.len = exported.shape[0] * 3 * Py_ssize_t{sizeof(float)};
    view.itemsize = sizeof(float);
    view.readonly = exported.value != nullptr;
    view.ndim = flags & PyBUF_ND ? 2 : 1;  // without a shape a buffer is plain bytes
    view.format = flags & PyBUF_FORMAT ? float_format : nullptr;
    view.shape = flags & PyBUF_ND ? exported.shape : nullptr;
    view.strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? exported.strides : nullptr;
    view.suboffsets = nullptr;
    view.internal = &exported;
}

std::unique_ptr<Exported> read_only(const document::MeshPtr& mesh, int flags) {
    if (flags & PyBUF_WRITABLE)
        raise(PyExc_BufferError,
              "the vertices of a mesh without an object are read-only; copy them with numpy.array(), "
              "and make another mesh with gimbal.Mesh()");
    return std::make_unique<Exported>(Exported{nullptr, mesh, {}, nullptr, {}, {3 * sizeof(float), sizeof(float)}});
}

int get_buffer(PyObject* self, Py_buffer* view, int flags) noexcept {
    view->obj = nullptr;
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS) {
        PyErr_SetString(PyExc_BufferError, "vertices are stored in rows (C order); request a C-contiguous buffer");
        return -1;
    }
    const Handle& handle = handle_of(self);
    static glm::vec3 nothing;  // the address for a mesh without vertices
    try {
        if (const document::MeshPtr value = value_of(self)) {
            std::unique_ptr<Exported> exported = read_only(value, flags);
            const std::vector<glm::vec3>& rows = exported->value->positions();
            exported->shape[0] = static_cast<Py_ssize_t>(rows.size());
            exported->shape[1] = 3;
            fill_view(*view, self, *exported.release(), const_cast<glm::vec3*>(rows.empty() ? &nothing : rows.data()),
                      flags);
            return 0;
        }
        live_handle(self);
        const std::shared_ptr<ExportLedger>& ledger = state_of_type(Py_TYPE(self)).exports;
        auto exported = std::make_unique<Exported>(
            Exported{ledger, nullptr, handle.id, nullptr, {}, {3 * sizeof(float), sizeof(float)}});
        const ExportLedger::Opened opened = ledger->open(handle.id);
        exported->data = opened.data;
        exported->shape[0] = static_cast<Py_ssize_t>(opened.count);
        exported->shape[1] = 3;
        fill_view(*view, self, *exported.release(), opened.count ? opened.data : &nothing, flags);
        return 0;
    } catch (...) {
        set_error_from_current_exception(state_of_type(Py_TYPE(self)));
        return -1;
    }
}

void release_buffer(PyObject*, Py_buffer* view) noexcept try {
    const std::unique_ptr<Exported> exported(static_cast<Exported*>(view->internal));
    if (exported->value) return;
    const std::string problem = exported->ledger->close(exported->id, exported->data);
    if (!problem.empty()) print_to_stderr("gimbal: " + problem + "\n");  // a release cannot raise an exception
} catch (const std::bad_alloc&) {}                                       // no memory for the message either

Py_ssize_t length(PyObject* self) noexcept {
    if (const document::MeshPtr value = value_of(self)) return static_cast<Py_ssize_t>(value->vertex_count());
    const Handle& handle = handle_of(self);
    {
        Locked locked(*handle.document);
        if (const document::Object* object = handle.document->peek(handle.id))
            return static_cast<Py_ssize_t>(object->mesh->vertex_count());
    }
    PyErr_Format(PyExc_ReferenceError, "the object %R was removed from the scene", handle.name);
    return -1;
}

PyObject* item_of(const Mesh& mesh, Py_ssize_t index) noexcept {
    if (index < 0 || static_cast<std::size_t>(index) >= mesh.vertex_count())
        return PyErr_Format(PyExc_IndexError, "vertex %zd is out of range: the mesh has %zu", index,
                            mesh.vertex_count());
    const glm::vec3& point = mesh.positions()[static_cast<std::size_t>(index)];
    return Py_BuildValue("(fff)", point.x, point.y, point.z);
}

PyObject* item(PyObject* self, Py_ssize_t index) noexcept {
    if (const document::MeshPtr value = value_of(self)) return item_of(*value, index);
    const Handle& handle = handle_of(self);
    glm::vec3 point(0);
    std::size_t count = 0;
    bool gone = false;
    {
        Locked locked(*handle.document);
        if (const document::Object* object = handle.document->peek(handle.id)) {
            count = object->mesh->vertex_count();
            if (index >= 0 && static_cast<std::size_t>(index) < count)
                point = object->mesh->positions()[static_cast<std::size_t>(index)];
        } else {
            gone = true;
        }
    }
    if (gone) return PyErr_Format(PyExc_ReferenceError, "the object %R was removed from the scene", handle.name);
    if (index < 0 || static_cast<std::size_t>(index) >= count)
        return PyErr_Format(PyExc_IndexError, "vertex %zd is out of range: the mesh of %R has %zu", index, handle.name,
                            count);
    if (const auto written = state_of_type(Py_TYPE(self)).exports->peek(handle.id, static_cast<std::size_t>(index)))
        point = *written;  // also what the document does not have yet
    return Py_BuildValue("(fff)", point.x, point.y, point.z);
}

// numpy calls this only if the buffer request failed. Without it numpy would make an array of one Python object.
PyObject* to_array(const Call& call) {
    const auto [type, copy] = take(call, "__array__", {"dtype", "copy"});
    PyRef view = PyRef::steal(checked(PyMemoryView_FromObject(call.self)));
    PyRef numpy = PyRef::steal(checked(PyImport_ImportModule("numpy")));
    return checked(PyObject_CallMethod(numpy.get(), copy == Py_True ? "array" : "asarray", "OO", view.get(),
                                       type ? type : Py_None));
}

PyObject* get_shape(PyObject* self) {
    const Py_ssize_t count = length(self);
    if (count < 0) throw console::PythonErrorSet();
    return checked(Py_BuildValue("(ni)", count, 3));
}

PyObject* represent(PyObject* self) noexcept {
    const Py_ssize_t count = length(self);
    if (count < 0) PyErr_Clear();
    if (value_of(self)) return PyUnicode_FromFormat("<%zd vertices, float32, read-only>", count);
    return count < 0 ? PyUnicode_FromFormat("<vertices of the removed object %R>", handle_of(self).name)
                     : PyUnicode_FromFormat("<%zd vertices of %R, float32; numpy.asarray() makes an array>", count,
                                            handle_of(self).name);
}

PyGetSetDef attributes[] = {
    attribute<get_shape>("shape", "(n, 3)."),
    {},
};
PyMethodDef methods[] = {
    refuse_pickle_row(),
    method<to_array, gil::keeps>("__array__",
                                 "__array__($self, /, dtype=None, copy=None)\n--\n\nThe vertices as a numpy array."),
    {},
};

}  // namespace

PyObject* make_vertices_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Vertices", sizeof(MeshHandle),
                    "The vertices of a mesh: a writable buffer of shape (n, 3), float32, scene units.\n\n"
                    "All arrays that `numpy.asarray(mesh.vertices)` makes share one buffer; the first one copies the\n"
                    "vertices into it. What an array writes is read at once by all of gimbal, also by io.save(); the\n"
                    "window shows it at the end of the run or after `mesh.update()`.\n"
                    "While an array exists, an edit that would move or resize the vertices raises BufferError.\n"
                    "Those of a mesh by value are read-only.",
                    {slot(Py_tp_traverse, traverse_handle), slot(Py_tp_dealloc, free_mesh_handle),
                     slot(Py_tp_repr, represent), slot(Py_bf_getbuffer, get_buffer),
                     slot(Py_bf_releasebuffer, release_buffer), slot(Py_sq_length, length), slot(Py_sq_item, item),
                     slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
