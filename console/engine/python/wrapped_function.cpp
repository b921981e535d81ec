// `self` of the new function is the tuple (original, capsule of the context).
#include "gimbal/console/python/gil.h"
#include "engine/python/wrapped_function.h"

#include "engine/python/imported.h"

namespace gimbal::console {

namespace {
PyRef capsule_of(const void* context) {
    return PyRef::steal(PyCapsule_New(const_cast<void*>(context), nullptr, nullptr));
}
}  // namespace

PyRef wrap_function(PyObject* original, PyMethodDef& method, const void* context) {
    GIMBAL_GIL_HELD();
    if (!original) return {};
    PyRef capsule = capsule_of(context);
    PyRef self = capsule ? PyRef::steal(PyTuple_Pack(2, original, capsule.get())) : PyRef{};
    return self ? PyRef::steal(PyCFunction_New(&method, self.get())) : PyRef{};
}

PyRef bind_function(PyMethodDef& method, const void* context) {
    GIMBAL_GIL_HELD();
    PyRef capsule = capsule_of(context);
    return capsule ? PyRef::steal(PyCFunction_New(&method, capsule.get())) : PyRef{};
}

PyObject* original_function(PyObject* self) { return PyTuple_GET_ITEM(self, 0); }
const void* wrapped_context(PyObject* self) { return PyCapsule_GetPointer(PyTuple_GET_ITEM(self, 1), nullptr); }

bool wrap_attribute(PyObject* module, PyMethodDef& method, const void* context) {
    PyRef original = get_attribute(module, method.ml_name);
    PyRef wrapped = wrap_function(original.get(), method, context);
    return wrapped && PyObject_SetAttrString(module, method.ml_name, wrapped.get()) == 0;
}

}  // namespace gimbal::console
