// Flushing reads the output of C code from the pipes and passes it to OutputChannel::tap, which may keep it in a file.
#include "gimbal/console/python/gil.h"
#include "engine/output/early_exit.h"

#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
// A forked child has its parent's descriptors and nothing to read; flush_all() does nothing there.
PyObject* leave(PyObject* self, PyObject* arguments, PyObject* keywords) {
    const void* output = wrapped_context(self);
    if (!output) return nullptr;
    static_cast<OutputChannel*>(const_cast<void*>(output))->flush_all();
    return PyObject_Call(original_function(self), arguments, keywords);
}

PyMethodDef method = {"_exit", with_keywords(bound<&leave>), METH_VARARGS | METH_KEYWORDS,
                      "Exit to the system with specified status, without normal exit processing."};
}  // namespace

bool watch_early_exit(OutputChannel& output) {
    GIMBAL_GIL_HELD();
    PyRef posix = import_module("posix"), os = import_module("os");  // `site` has imported both
    if (!posix || !os || !wrap_attribute(posix.get(), method, &output)) return false;
    PyRef wrapped = get_attribute(posix.get(), "_exit");
    return wrapped && PyObject_SetAttrString(os.get(), "_exit", wrapped.get()) == 0;
}

}  // namespace gimbal::console
