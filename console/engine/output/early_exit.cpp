// What C code wrote is read from the pipes, and so told to whoever keeps the output beyond the process; then Python's
// own _exit.
#include "engine/output/early_exit.h"

namespace gimbal::console {

namespace {
// `self` is (posix._exit, a capsule of the channel). A forked child has its parent's descriptors and nothing to read.
PyObject* leave(PyObject* self, PyObject* arguments, PyObject* keywords) {
    auto* output = static_cast<OutputChannel*>(PyCapsule_GetPointer(PyTuple_GET_ITEM(self, 1), nullptr));
    if (!output) return nullptr;
    output->flush_all();
    return PyObject_Call(PyTuple_GET_ITEM(self, 0), arguments, keywords);
}

PyMethodDef method = {"_exit", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(leave)),
                      METH_VARARGS | METH_KEYWORDS,
                      "Exit to the system with specified status, without normal exit processing."};
}  // namespace

bool watch_early_exit(OutputChannel& output) {
    PyRef posix = PyRef::steal(PyImport_ImportModule("posix")),
          os = PyRef::steal(PyImport_ImportModule("os"));  // site has them both
    PyRef original = posix ? PyRef::steal(PyObject_GetAttrString(posix.get(), "_exit")) : PyRef{};
    PyRef place = PyRef::steal(PyCapsule_New(&output, nullptr, nullptr));
    PyRef self = original && place ? PyRef::steal(PyTuple_Pack(2, original.get(), place.get())) : PyRef{};
    PyRef wrapped = self ? PyRef::steal(PyCFunction_New(&method, self.get())) : PyRef{};
    return wrapped && os && PyObject_SetAttrString(posix.get(), "_exit", wrapped.get()) == 0 &&
           PyObject_SetAttrString(os.get(), "_exit", wrapped.get()) == 0;
}

}  // namespace gimbal::console
