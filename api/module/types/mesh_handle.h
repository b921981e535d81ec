// What a gimbal.Mesh and its gimbal.Vertices refer to: the mesh of an object in the scene, or a mesh by value.
#pragma once
#include "api/module/binding/binding.h"

#include <memory>

#include "api/module/binding/handle.h"

namespace gimbal::module {

// The mesh of a gimbal.Mesh that belongs to no object. Workers of its jobs share it, and may outlive the Python object.
// Thread: any.   GIL: not needed.
class MeshValue {
public:
    explicit MeshValue(document::MeshPtr mesh);
    document::MeshPtr get() const;
    bool replace(const document::MeshPtr& before, document::MeshPtr after);  // false: it is not `before` any more

private:
    document::MeshPtr mesh_;  // never null
};
using MeshValuePtr = std::shared_ptr<MeshValue>;

// A mesh by value belongs to no object: Mesh(vertices, triangles), mesh.copy() and pickle make one. Its `value` is set,
// and the handle is empty. Thread: Python.   GIL: held.
struct MeshHandle {
    Handle handle;
    MeshValuePtr* value;  // owned; nullptr: the mesh of the handle's object
};

inline MeshValuePtr shared_value_of(PyObject* self) {
    const MeshValuePtr* value = reinterpret_cast<MeshHandle*>(self)->value;
    return value ? *value : nullptr;
}
inline document::MeshPtr value_of(PyObject* self) {
    const MeshValuePtr* value = reinterpret_cast<MeshHandle*>(self)->value;
    return value ? (*value)->get() : nullptr;
}

PyObject* new_value(ModuleState& module, TypeId type, document::MeshPtr mesh);  // a Mesh or a Vertices
void free_mesh_handle(PyObject* self);

// The rows of gimbal.Mesh that make meshes by value, and the function by which pickle makes one.
PyObject* new_mesh(PyTypeObject* type, PyObject* positional, PyObject* keywords) noexcept;
PyObject* copy_mesh(const Call& call);       // mesh.copy()
PyObject* deep_copy_mesh(const Call& call);  // mesh.__deepcopy__(memo)
PyObject* reduce_mesh(const Call& call);     // mesh.__reduce__()

// __reduce__ of the types that belong to the scene of this process: raises TypeError with the remedy.
PyObject* refuse_pickle(const Call& call);
inline PyMethodDef refuse_pickle_row() {
    return plain_method<refuse_pickle, gil::keeps>("__reduce__",
                                                   "__reduce__($self, /)\n--\n\nRaises TypeError: pickle a mesh.");
}

document::MeshPtr mesh_of(PyObject* self);  // with what numpy has written; raises ReferenceError

}  // namespace gimbal::module
