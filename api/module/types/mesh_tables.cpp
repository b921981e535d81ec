// Tables of a mesh that are read-only buffers without a copy: its triangles, shape (n, 3), and the colours of its
// vertices, shape (n, 4).
#include "api/module/types/mesh_tables.h"

#include <new>

#include "api/module/binding/convert.h"
#include "api/module/types/mesh_handle.h"

namespace gimbal::module {
namespace {

using document::Mesh;
using document::MeshPtr;

struct TableKind {
    const char *row, *rows;  // "triangle", "triangles"
    const char* type;        // "uint32"
    const char* remedy;      // for a caller that wants to write
    char format[2];          // of the buffer protocol
    Py_ssize_t columns;
};
constexpr Py_ssize_t item_bytes = 4;  // of uint32 and float32

TableKind triangle_kind{"triangle", "triangles", "uint32", "make a new mesh with gimbal.scene.add_mesh()", "I", 3};
TableKind colour_kind{
    "colour", "colours", "float32", "copy them with numpy.array(), and assign the copy to mesh.colours", "f", 4};

// Keeps the mesh alive. Its tables never change in place, because an edit makes another mesh.
struct Table {
    PyObject_HEAD MeshPtr mesh;
    TableKind* kind;
    const void* data;
    Py_ssize_t shape[2];
    Py_ssize_t strides[2];
};
Table& table_of(PyObject* self) { return *reinterpret_cast<Table*>(self); }

int get_buffer(PyObject* self, Py_buffer* view, int flags) noexcept {
    view->obj = nullptr;
    Table& table = table_of(self);
    if (flags & PyBUF_WRITABLE) {
        PyErr_Format(PyExc_BufferError, "%s are read-only; %s", table.kind->rows, table.kind->remedy);
        return -1;
    }
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS) {
        PyErr_Format(PyExc_BufferError, "%s are stored in rows (C order); request a C-contiguous buffer",
                     table.kind->rows);
        return -1;
    }
    static std::uint32_t nothing;  // the address of an empty table
    view->buf = table.shape[0] == 0 ? &nothing : const_cast<void*>(table.data);
    view->obj = Py_NewRef(self);
    view->len = table.shape[0] * table.strides[0];
    view->itemsize = item_bytes;
    view->readonly = 1;
    view->ndim = flags & PyBUF_ND ? 2 : 1;  // without a shape a buffer is plain bytes
    view->format = flags & PyBUF_FORMAT ? table.kind->format : nullptr;
    view->shape = flags & PyBUF_ND ? table.shape : nullptr;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? table.strides : nullptr;
    view->suboffsets = nullptr;
    view->internal = nullptr;
    return 0;
}

Py_ssize_t length(PyObject* self) noexcept { return table_of(self).shape[0]; }

PyObject* item(PyObject* self, Py_ssize_t index) noexcept {
    const Table& table = table_of(self);
    if (index < 0 || index >= table.shape[0])
        return PyErr_Format(PyExc_IndexError, "%s %zd is out of range: the mesh has %zd", table.kind->row, index,
                            table.shape[0]);
    const auto row = static_cast<std::size_t>(index);
    if (table.kind == &triangle_kind) {
        const document::Triangle& corner = table.mesh->triangles()[row];
        return Py_BuildValue("(III)", corner[0], corner[1], corner[2]);
    }
    const glm::vec4& colour = table.mesh->colours()[row];
    return Py_BuildValue("(ffff)", colour.r, colour.g, colour.b, colour.a);
}

PyObject* get_shape(PyObject* self) { return checked(Py_BuildValue("(nn)", length(self), table_of(self).shape[1])); }

PyObject* represent(PyObject* self) noexcept {
    const TableKind& kind = *table_of(self).kind;
    return PyUnicode_FromFormat("<%zd %s, %s, read-only>", length(self), kind.rows, kind.type);
}

void free_table(PyObject* self) noexcept {
    PyObject_GC_UnTrack(self);
    table_of(self).mesh.~shared_ptr();
    free_plain(self);
}

PyGetSetDef triangle_attributes[] = {attribute<get_shape>("shape", "(n, 3)."), {}};
PyGetSetDef colour_attributes[] = {attribute<get_shape>("shape", "(n, 4)."), {}};
PyMethodDef methods[] = {refuse_pickle_row(), {}};

template <class Rows>
PyObject* new_table(ModuleState& module, TypeId type, TableKind& kind, MeshPtr mesh, const Rows& rows) {
    GIMBAL_GIL_HELD();
    PyObject* self = new_instance(module, type);
    Table& table = table_of(self);
    table.kind = &kind;
    table.data = rows.data();
    table.shape[0] = static_cast<Py_ssize_t>(rows.size());
    table.shape[1] = kind.columns;
    table.strides[0] = kind.columns * item_bytes;
    table.strides[1] = item_bytes;
    new (&table.mesh) MeshPtr(std::move(mesh));
    return self;
}

PyObject* make_type(PyObject* module, const char* name, const char* doc, PyGetSetDef* attributes) {
    return new_type(module, name, sizeof(Table), doc,
                    {slot(Py_tp_traverse, traverse_type), slot(Py_tp_dealloc, free_table), slot(Py_tp_repr, represent),
                     slot(Py_bf_getbuffer, get_buffer), slot(Py_sq_length, length), slot(Py_sq_item, item),
                     slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

}  // namespace

PyObject* new_triangles(ModuleState& module, MeshPtr mesh) {
    const Mesh& source = *mesh;
    return new_table(module, TypeId::triangles, triangle_kind, std::move(mesh), source.triangles());
}

PyObject* new_colours(ModuleState& module, MeshPtr mesh) {
    const Mesh& source = *mesh;
    return new_table(module, TypeId::colours, colour_kind, std::move(mesh), source.colours());
}

PyObject* make_triangles_type(PyObject* module, const ModuleState&) {
    return make_type(module, "gimbal.Triangles",
                     "The triangles of a mesh: a read-only buffer of shape (n, 3), uint32, indices into the vertices,\n"
                     "counter-clockwise seen from outside. It keeps the mesh from which it was read.",
                     triangle_attributes);
}

PyObject* make_colours_type(PyObject* module, const ModuleState&) {
    return make_type(module, "gimbal.Colours",
                     "The colours of a mesh's vertices: a read-only buffer of shape (n, 4), float32: red, green, blue\n"
                     "and alpha of linear light, 0 to 1. It keeps the mesh from which it was read. To change colours,\n"
                     "assign others to `mesh.colours`.",
                     colour_attributes);
}

}  // namespace gimbal::module
