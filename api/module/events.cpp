// gimbal.Event, and the functions that add and remove handlers.
#include "api/module/binding/handle.h"
#include "api/module/binding/rows.h"

#include <algorithm>
#include <stdexcept>

#include "api/module/binding/convert.h"
#include "api/module/event_hub.h"

namespace gimbal::module {
namespace {

using console::PyRef;

struct Event {
    PyObject_HEAD PyObject* name;
    PyObject* selection;  // a list, made on first use
};
Event& event_of(PyObject* self) { return *reinterpret_cast<Event*>(self); }

PyObject* get_name(PyObject* self) { return Py_NewRef(event_of(self).name); }

PyObject* get_selection(PyObject* self) {
    Event& event = event_of(self);
    ModuleState& module = state_of_type(Py_TYPE(self));
    if (!event.selection) {
        PyRef list = PyRef::steal(new_object_list(module, module.document.selection()));
        if (!event.selection) event.selection = list.release();  // the allocation may have run code that has read it
    }
    return Py_NewRef(event.selection);
}

PyObject* represent(PyObject* self) noexcept { return PyUnicode_FromFormat("<gimbal.Event %R>", event_of(self).name); }

int traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(event_of(self).name);
    Py_VISIT(event_of(self).selection);
    return traverse_type(self, visit, arg);
}
int clear(PyObject* self) {
    Py_CLEAR(event_of(self).selection);
    return 0;
}
void dealloc(PyObject* self) {
    PyObject_GC_UnTrack(self);
    clear(self);
    Py_CLEAR(event_of(self).name);
    free_plain(self);
}

std::string known_names() {
    std::string list;
    for (const char* name : EventHub::names) list += (list.empty() ? "" : ", ") + std::string(name);
    return list;
}

[[noreturn]] void refuse_name(const std::string& name) {
    throw std::invalid_argument("there is no event " + text_of(console::to_python(name).get()) +
                                "; there are: " + known_names());
}

void add_handler(const Call& call, std::string name, PyRef handler) {
    if (!PyCallable_Check(handler.get()))
        raise(PyExc_TypeError, "a handler must be callable, not " + text_of(handler.get()));
    if (!call.module.events.add(name, handler.get())) refuse_name(name);
}

bool remove_handler(const Call& call, std::string name, PyRef handler) {
    if (std::find(EventHub::names.begin(), EventHub::names.end(), name) == EventHub::names.end()) refuse_name(name);
    return call.module.events.remove(name, handler.get());
}

PyRef event_names(const Call&) { return PyRef::steal(new_text_tuple(EventHub::names)); }

PyGetSetDef attributes[] = {
    attribute<get_name>("name", "The name that was passed to gimbal.on (str)."),
    attribute<get_selection>("selection",
                             "The selected objects (list), the active one last, at the time of the first read."),
    {},
};

}  // namespace

PyObject* new_event(ModuleState& module, const char* name) {
    PyObject* self = new_instance(module, TypeId::event);
    event_of(self).name = from_text(name);
    return self;
}

void add_event_rows(bind::Module& rows) {
    rows.function<gil::keeps>("add_handler", in_module(add_handler),
                              "Call handler(event) when the event `name` occurs.", arg("name"), arg("handler"));
    rows.function<gil::keeps>("remove_handler", in_module(remove_handler), "Forget a handler.", arg("name"),
                              arg("handler"), bind::returns("False if it was not registered."));
    rows.function<gil::keeps>("event_names", in_module(event_names), "The names of all events.",
                              bind::returns("A tuple of str."));
}

PyObject* make_event_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Event", sizeof(Event),
                    "The argument of a handler of gimbal.on. Several changes with the same name may "
                    "be merged into one event.",
                    {slot(Py_tp_traverse, traverse), slot(Py_tp_clear, clear), slot(Py_tp_dealloc, dealloc),
                     slot(Py_tp_repr, represent), slot(Py_tp_getset, attributes)});
}

}  // namespace gimbal::module
