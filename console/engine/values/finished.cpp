#include "gimbal/console/python/finished.h"

namespace gimbal::console {

PyRef finished(PyRef result) {
    GIMBAL_GIL_HELD();
    PyObject* value = result.get();
    if (!value || !(PyCoro_CheckExact(value) || PyGen_CheckExact(value) || PyAsyncGen_CheckExact(value))) return result;
    const bool closes = !PyAsyncGen_CheckExact(value);  // a coroutine would warn that it was never awaited
    PyRef closed = closes ? PyRef::steal(PyObject_CallMethod(value, "close", nullptr)) : result;
    if (closed)
        PyErr_Format(
            PyExc_TypeError,
            "the callback returned a %s, which nobody runs; make it a plain function without `async` and `yield` "
            "(asyncio.run() inside it runs a coroutine)",
            Py_TYPE(value)->tp_name);
    return {};
}

}  // namespace gimbal::console
