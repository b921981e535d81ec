#include "engine/calls/job_channel.h"

#include <new>

#include "gimbal/console/python/bound.h"

namespace gimbal::console {

void JobChannel::post(std::uint64_t number) {
    {
        std::lock_guard lock(mutex_);
        ended_.push_back(number);
    }
    wake_up_.notify();
}

std::vector<std::uint64_t> JobChannel::take() {
    wake_up_.clear();  // first: a post that comes now makes it readable again
    std::lock_guard lock(mutex_);
    return std::exchange(ended_, {});
}

void JobEnd::has_come() {
    decltype(waiting_) waiting;
    {
        std::lock_guard lock(mutex_);
        come_ = true;
        waiting.swap(waiting_);
    }
    for (const auto& [channel, number] : waiting) channel->post(number);
}

void JobEnd::tell(const std::shared_ptr<JobChannel>& channel, std::uint64_t number) {
    {
        std::lock_guard lock(mutex_);
        if (!come_) {
            waiting_.emplace_back(channel, number);
            return;
        }
    }
    channel->post(number);
}

PyTypeObject* type_of_interpreter(PyType_Spec& spec) {
    GIMBAL_GIL_HELD();
    PyObject* types = PyInterpreterState_GetDict(PyInterpreterState_Get());  // borrowed
    PyObject* known = types ? PyDict_GetItemString(types, spec.name) : nullptr;
    if (known) return reinterpret_cast<PyTypeObject*>(known);
    const PyRef made = PyRef::steal(types ? PyType_FromSpec(&spec) : nullptr);
    if (!made || PyDict_SetItemString(types, spec.name, made.get()) != 0) return nullptr;
    return reinterpret_cast<PyTypeObject*>(made.get());
}

// --- The Python object

namespace {

struct ChannelObject {
    PyObject_HEAD std::shared_ptr<JobChannel> channel;
};

ChannelObject& self_of(PyObject* object) { return *reinterpret_cast<ChannelObject*>(object); }

void deallocate(PyObject* self) {
    PyTypeObject* type = Py_TYPE(self);
    self_of(self).channel.~shared_ptr();
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* get_descriptor(PyObject* self, void*) { return PyLong_FromLong(self_of(self).channel->descriptor()); }

PyObject* watch(PyObject* self, PyObject* job) {
    const auto end = end_of_job(job);
    if (!end) return nullptr;
    const std::uint64_t number = self_of(self).channel->next_number();
    end->tell(self_of(self).channel, number);
    return PyLong_FromUnsignedLongLong(number);
}

PyObject* take_ended(PyObject* self, PyObject*) {
    const std::vector<std::uint64_t> ended = self_of(self).channel->take();
    PyRef list = PyRef::steal(PyList_New(static_cast<Py_ssize_t>(ended.size())));
    for (std::size_t i = 0; list && i < ended.size(); ++i) {
        PyObject* number = PyLong_FromUnsignedLongLong(ended[i]);
        if (!number) return nullptr;
        PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), number);
    }
    return list.release();
}

PyGetSetDef attributes[] = {{"descriptor", get_descriptor, nullptr, "Readable when a job has ended (int).", nullptr},
                            {}};
PyMethodDef methods[] = {
    {"watch", bound<&watch>, METH_O, "Returns the number (int) that take_ended() gives when the job has ended."},
    {"take_ended", bound<&take_ended>, METH_NOARGS, "The numbers of the waits that are over (list of int)."},
    {}};
PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(deallocate)},
                       {Py_tp_getset, attributes},
                       {Py_tp_methods, methods},
                       {0, nullptr}};
PyType_Spec spec{"gimbal_console.JobChannel", sizeof(ChannelObject), 0,
                 Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};

}  // namespace

PyRef new_channel_object() {
    PyTypeObject* type = type_of_interpreter(spec);
    PyRef object = PyRef::steal(type ? type->tp_alloc(type, 0) : nullptr);
    if (!object) return {};
    new (&self_of(object.get()).channel) std::shared_ptr<JobChannel>(std::make_shared<JobChannel>());
    return object;
}

}  // namespace gimbal::console
