// Otherwise a loop over all descriptors, which is usual before a daemon starts, would close the window's connection and
// the engine's wake-ups.
#include "gimbal/console/python/gil.h"
#include "engine/python/guarded_descriptors.h"

#include <cerrno>
#include <climits>

#include "gimbal/console/python/forked_child.h"
#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"
#include "gimbal/console/base/host_descriptors.h"

namespace gimbal::console {

namespace {
// The descriptor in the argument at this place, or with this name. -1: there is none, or it is not a number. The
// original function then reports the error.
int descriptor_in(PyObject* arguments, Py_ssize_t place, PyObject* keywords, const char* name) {
    PyObject* value = place < PyTuple_GET_SIZE(arguments) ? PyTuple_GET_ITEM(arguments, place)
                      : keywords                          ? PyDict_GetItemString(keywords, name)
                                                          : nullptr;
    if (!value || !PyLong_Check(value)) return -1;
    int overflow = 0;
    const long number = PyLong_AsLongAndOverflow(value, &overflow);
    return overflow != 0 || number < 0 || number > INT_MAX ? -1 : static_cast<int>(number);
}

PyObject* call_unless_host(PyObject* self, PyObject* arguments, PyObject* keywords, int descriptor) {
    if (in_forked_child() || !is_host_descriptor(descriptor))
        return PyObject_Call(original_function(self), arguments, keywords);
    errno = EBADF;
    return PyErr_SetFromErrno(PyExc_OSError);
}

PyObject* close_one(PyObject* self, PyObject* arguments, PyObject* keywords) {
    return call_unless_host(self, arguments, keywords, descriptor_in(arguments, 0, keywords, "fd"));
}

PyObject* duplicate(PyObject* self, PyObject* arguments, PyObject* keywords) {
    return call_unless_host(self, arguments, keywords, descriptor_in(arguments, 1, keywords, "fd2"));
}

PyObject* close_range(PyObject* self, PyObject* arguments) {
    PyObject* original = original_function(self);
    const int low = descriptor_in(arguments, 0, nullptr, ""), high = descriptor_in(arguments, 1, nullptr, "");
    if (PyTuple_GET_SIZE(arguments) != 2 || high < 0 || in_forked_child())
        return PyObject_Call(original, arguments, nullptr);
    int begin = low < 0 ? 0 : low;
    for (const int kept : host_descriptors(begin, high)) {
        PyRef closed = PyRef::steal(PyObject_CallFunction(original, "ii", begin, kept));
        if (!closed) return nullptr;
        begin = kept + 1;
    }
    return PyObject_CallFunction(original, "ii", begin, high);
}

constexpr int with_names = METH_VARARGS | METH_KEYWORDS;
PyMethodDef methods[] = {
    {"close", with_keywords(bound<&close_one>), with_names, "close($module, /, fd)\n--\n\nClose a file descriptor."},
    {"closerange", bound<&close_range>, METH_VARARGS,
     "closerange($module, fd_low, fd_high, /)\n--\n\nCloses all file descriptors in [fd_low, fd_high), ignoring "
     "errors."},
    {"dup2", with_keywords(bound<&duplicate>), with_names,
     "dup2($module, /, fd, fd2, inheritable=True)\n--\n\nDuplicate file descriptor."}};
}  // namespace

bool guard_host_descriptors() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    static const char context = 0;
    PyRef posix = import_module("posix"), os = import_module("os");  // `os` has copied the names
    if (!posix || !os) return false;
    for (PyMethodDef& method : methods) {
        if (!wrap_attribute(posix.get(), method, &context)) return false;
        PyRef wrapped = get_attribute(posix.get(), method.ml_name);
        if (!wrapped || PyObject_SetAttrString(os.get(), method.ml_name, wrapped.get()) != 0) return false;
    }
    return true;
}

}  // namespace gimbal::console
