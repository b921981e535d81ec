// gimbal.Triangles: the triangles of a mesh as a read-only (n, 3) uint32 buffer, without a copy.
#include "api/module/types/triangles.h"

#include <new>

#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

// Keeps the mesh alive. Triangles never change in place, because an edit makes another mesh.
struct Triangles {
    PyObject_HEAD document::MeshPtr mesh;
    Py_ssize_t shape[2];
    Py_ssize_t strides[2];
};
Triangles& triangles_of(PyObject* self) { return *reinterpret_cast<Triangles*>(self); }

char index_format[] = "I";

int get_buffer(PyObject* self, Py_buffer* view, int flags) noexcept {
    view->obj = nullptr;
    if (flags & PyBUF_WRITABLE) {
        PyErr_SetString(PyExc_BufferError, "triangles are read-only; make a new mesh with gimbal.scene.add_mesh()");
        return -1;
    }
    if ((flags & PyBUF_F_CONTIGUOUS) == PyBUF_F_CONTIGUOUS) {
        PyErr_SetString(PyExc_BufferError, "triangles are stored in rows (C order); request a C-contiguous buffer");
        return -1;
    }
    Triangles& triangles = triangles_of(self);
    static std::uint32_t nothing;  // the address for a mesh without triangles
    const bool empty = triangles.mesh->triangles().empty();
    view->buf = empty ? &nothing : const_cast<std::uint32_t*>(triangles.mesh->triangles().front().data());
    view->obj = Py_NewRef(self);
    view->len = triangles.shape[0] * triangles.strides[0];
    view->itemsize = sizeof(std::uint32_t);
    view->readonly = 1;
    view->ndim = flags & PyBUF_ND ? 2 : 1;  // without a shape a buffer is plain bytes
    view->format = flags & PyBUF_FORMAT ? index_format : nullptr;
    view->shape = flags & PyBUF_ND ? triangles.shape : nullptr;
    view->strides = (flags & PyBUF_STRIDES) == PyBUF_STRIDES ? triangles.strides : nullptr;
    view->suboffsets = nullptr;
    view->internal = nullptr;
    return 0;
}

Py_ssize_t length(PyObject* self) noexcept { return triangles_of(self).shape[0]; }

PyObject* item(PyObject* self, Py_ssize_t index) noexcept {
    const auto& triangles = triangles_of(self).mesh->triangles();
    if (index < 0 || static_cast<std::size_t>(index) >= triangles.size())
        return PyErr_Format(PyExc_IndexError, "triangle %zd is out of range: the mesh has %zu", index,
                            triangles.size());
    const document::Triangle& corner = triangles[static_cast<std::size_t>(index)];
    return Py_BuildValue("(III)", corner[0], corner[1], corner[2]);
}

PyObject* get_shape(PyObject* self) { return checked(Py_BuildValue("(ni)", length(self), 3)); }

PyObject* represent(PyObject* self) noexcept {
    return PyUnicode_FromFormat("<%zd triangles, uint32, read-only>", length(self));
}

void free_triangles(PyObject* self) noexcept {
    PyObject_GC_UnTrack(self);
    triangles_of(self).mesh.~shared_ptr();
    free_plain(self);
}

PyGetSetDef attributes[] = {
    attribute<get_shape>("shape", "(n, 3)."),
    {},
};

}  // namespace

PyObject* new_triangles(ModuleState& module, document::MeshPtr mesh) {
    GIMBAL_GIL_HELD();
    PyObject* self = new_instance(module, TypeId::triangles);
    Triangles& triangles = triangles_of(self);
    triangles.shape[0] = static_cast<Py_ssize_t>(mesh->triangle_count());
    triangles.shape[1] = 3;
    triangles.strides[0] = sizeof(document::Triangle);
    triangles.strides[1] = sizeof(std::uint32_t);
    new (&triangles.mesh) document::MeshPtr(std::move(mesh));
    return self;
}

PyObject* make_triangles_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Triangles", sizeof(Triangles),
                    "The triangles of a mesh: a read-only buffer of shape (n, 3), uint32, indices into the vertices,\n"
                    "counter-clockwise seen from outside. It keeps the mesh from which it was read.",
                    {slot(Py_tp_traverse, traverse_type), slot(Py_tp_dealloc, free_triangles),
                     slot(Py_tp_repr, represent), slot(Py_bf_getbuffer, get_buffer), slot(Py_sq_length, length),
                     slot(Py_sq_item, item), slot(Py_tp_getset, attributes)});
}

}  // namespace gimbal::module
