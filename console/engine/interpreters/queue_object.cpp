#include "gimbal/console/python/errors.h"
#include "engine/interpreters/queue_object.h"

#include "engine/interpreters/module.h"
#include "engine/interpreters/set.h"
#include "engine/interpreters/shared_value.h"
#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console::detail {

namespace {
struct QueueObject {
    PyObject_HEAD std::shared_ptr<SharedQueue> queue;
};
SharedQueue& self_of(PyObject* object) { return *reinterpret_cast<QueueObject*>(object)->queue; }

PyObject* make(PyTypeObject* type, PyObject* arguments, PyObject*) {
    PyObject* id = Py_None;
    long long max_size = 0;
    if (!PyArg_ParseTuple(arguments, "|OL", &id, &max_size)) return nullptr;
    std::shared_ptr<SharedQueue> queue;
    if (id == Py_None) queue = SharedQueue::make(max_size);
    else {
        const long long number = PyLong_AsLongLong(id);
        if (number == -1 && PyErr_Occurred()) return nullptr;
        queue = SharedQueue::find(number);
        if (!queue) {
            set_interpreter_error("QueueNotFoundError", "there is no queue with the id " + std::to_string(number) +
                                                            " any more: no object refers to it");
            return nullptr;
        }
    }
    PyObject* object = type->tp_alloc(type, 0);
    if (object) new (&reinterpret_cast<QueueObject*>(object)->queue) std::shared_ptr<SharedQueue>(std::move(queue));
    return object;
}

void dealloc(PyObject* object) {
    PyTypeObject* type = Py_TYPE(object);
    if (PyType_IS_GC(type)) PyObject_GC_UnTrack(object);
    reinterpret_cast<QueueObject*>(object)->queue.~shared_ptr();
    type->tp_free(object);
    Py_DECREF(type);
}

Clock::time_point deadline_of(double seconds) {
    return Clock::now() + to_duration(std::clamp(seconds, 0.0, 1.0));  // the Python half calls again, to see interrupts
}

PyObject* put(PyObject* object, PyObject* arguments) {
    PyObject* item = nullptr;
    double seconds = 0;
    if (!PyArg_ParseTuple(arguments, "Od", &item, &seconds)) return nullptr;
    auto value = share(served_interpreters(), item, Place("the item"));
    if (!value) return nullptr;
    SharedQueue& queue = self_of(object);
    const auto deadline = deadline_of(seconds);
    return PyBool_FromLong(without_gil([&] { return queue.put(*value, deadline); }));
}

PyObject* get(PyObject* object, PyObject* timeout) {
    const double seconds = PyFloat_AsDouble(timeout);
    if (seconds == -1 && PyErr_Occurred()) return nullptr;
    SharedQueue& queue = self_of(object);
    const auto deadline = deadline_of(seconds);
    SharedValue value;
    if (!without_gil([&] { return queue.get(value, deadline); })) Py_RETURN_NONE;
    const PyRef item = receive(value);
    return item ? PyTuple_Pack(1, item.get()) : nullptr;
}

PyObject* size(PyObject* object, PyObject*) { return PyLong_FromLongLong(self_of(object).size()); }
PyObject* get_id(PyObject* object, void*) { return PyLong_FromLongLong(self_of(object).id()); }
PyObject* get_max_size(PyObject* object, void*) { return PyLong_FromLongLong(self_of(object).max_size()); }

PyMethodDef methods[] = {{"_put", bound<&put>, METH_VARARGS, "Put an item within some seconds. False: it is full."},
                         {"_get", bound<&get>, METH_O, "A tuple of the next item, or None after some seconds."},
                         {"qsize", bound<&size>, METH_NOARGS, "The number of items."},
                         {}};
PyGetSetDef members[] = {{"id", get_id, nullptr, "The number of the queue.", nullptr},
                         {"maxsize", get_max_size, nullptr, "0 or below: without a limit.", nullptr},
                         {}};
}  // namespace

std::shared_ptr<SharedQueue> queue_of(PyObject* object) {
    // Without the import, which is slow, there is no queue.
    if (!loaded_module(interpreters_module)) return nullptr;
    const ModuleTypes* types = module_types();
    if (!types || !PyObject_TypeCheck(object, types->queue)) return nullptr;
    return reinterpret_cast<QueueObject*>(object)->queue;
}

PyTypeObject* make_queue_type(PyObject* module) {
    PyType_Slot slots[] = {{Py_tp_new, reinterpret_cast<void*>(bound<&make>)},
                           {Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_tp_methods, methods},
                           {Py_tp_getset, members},
                           {Py_tp_doc, const_cast<char*>("A queue between interpreters and threads.")},
                           {0, nullptr}};
    PyType_Spec spec{"_gimbal_console_interpreters.Queue", sizeof(QueueObject), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE, slots};
    return reinterpret_cast<PyTypeObject*>(PyType_FromModuleAndSpec(module, &spec, nullptr));
}

}  // namespace gimbal::console::detail
