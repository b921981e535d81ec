// Posts events and calls their handlers. A handler that keeps failing is removed.
#include "gimbal/console/python/finished.h"
#include "gimbal/console/python/run_python.h"
#include "api/module/event_hub.h"

#include <algorithm>

#include "api/module/binding/convert.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::module {

using console::PyRef;

EventHub::HandlerList* EventHub::list_of(std::string_view name) {
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? nullptr : &lists_[static_cast<std::size_t>(found - names.begin())];
}

// A call of an event's handlers that was posted. If it is dropped, later events are posted again.
class EventHub::PendingCall {
public:
    PendingCall(std::weak_ptr<EventHub> hub, std::size_t index) : hub_(std::move(hub)), index_(index) {}
    ~PendingCall() {
        const std::shared_ptr<EventHub> hub = called_ ? nullptr : hub_.lock();
        if (hub) hub->lists_[index_].pending = false;
    }
    PendingCall(const PendingCall&) = delete;
    void run() {
        called_ = true;
        if (const std::shared_ptr<EventHub> hub = hub_.lock()) hub->call_handlers(index_);
    }

private:
    const std::weak_ptr<EventHub> hub_;
    const std::size_t index_;
    bool called_ = false;
};

void EventHub::emit(std::string_view name) {
    HandlerList* list = list_of(name);
    if (!list || !list->wanted.load(std::memory_order_acquire) ||
        list->pending.exchange(true, std::memory_order_acq_rel))
        return;
    const std::size_t index = static_cast<std::size_t>(list - lists_.data());
    script_->post_to_handlers(names[index],
                              [call = std::make_shared<PendingCall>(weak_from_this(), index)] { call->run(); });
}

void EventHub::attach(ModuleState& module) {
    GIMBAL_GIL_HELD();
    module_ = &module;
    script_ = &module.script;
}

bool EventHub::add(std::string_view name, PyObject* handler) {
    GIMBAL_GIL_HELD();
    HandlerList* list = list_of(name);
    if (!list) return false;
    list->handlers.push_back({PyRef::borrow(handler)});
    list->wanted = true;
    return true;
}

bool EventHub::remove(std::string_view name, PyObject* handler) {
    GIMBAL_GIL_HELD();
    HandlerList* list = list_of(name);
    if (!list) return false;
    const std::vector<Handler> present = list->handlers;  // a copy, because __eq__ may add and remove handlers
    for (const Handler& candidate : present) {
        PyObject* callable = candidate.callable.get();
        // Two bound methods are equal but not identical.
        const int same = PyObject_RichCompareBool(callable, handler, Py_EQ);
        if (same < 0) throw console::PythonErrorSet();
        if (same && erase(*list, callable)) return true;
    }
    return false;
}

bool EventHub::erase(HandlerList& list, PyObject* callable) {
    const auto at = find(list, callable);
    if (at == list.handlers.end()) return false;
    const Handler removed = std::move(*at);  // destroyed last, because that may run Python code
    list.handlers.erase(at);
    list.wanted = !list.handlers.empty();
    return true;
}

std::vector<EventHub::Handler>::iterator EventHub::find(HandlerList& list, PyObject* callable) {
    return std::find_if(list.handlers.begin(), list.handlers.end(),
                        [&](const Handler& h) { return h.callable.get() == callable; });
}

namespace {
void print_failure(const char* event, bool has_window) {
    const console::Traceback error = console::take_traceback();
    print_to_stderr(error.text);
    if (error.is_system_exit)
        print_to_stderr(std::string("gimbal: exit() in a handler of '") + event + "' ended only this call" +
                        (has_window ? "; gimbal.app.quit() ends the program\n" : "\n"));
}
}  // namespace

void EventHub::call_handlers(std::size_t index) {
    GIMBAL_ON(handlers);
    GIMBAL_GIL_HELD();
    HandlerList& list = lists_[index];
    list.pending = false;  // a change after this posts another call
    if (!module_ || list.handlers.empty()) return;
    const std::vector<Handler> present = list.handlers;  // a copy, because a handler may add and remove handlers
    PyRef event = PyRef::steal(new_event(*module_, names[index]));
    for (const Handler& handler : present) {
        PyRef result = console::finished(PyRef::steal(
            console::run_python([&] { return PyObject_CallOneArg(handler.callable.get(), event.get()); })));
        if (result) {
            for (Handler& same : list.handlers)
                if (same.callable.get() == handler.callable.get()) same.failures = 0;
        } else {
            print_failure(names[index], module_ && module_->context.host->has_window());
            note_failure(list, names[index], handler.callable.get());
        }
    }
}

namespace {
std::string name_of(PyObject* callable) {
    PyRef name = PyRef::steal(PyObject_GetAttrString(callable, "__name__"));  // may run Python code
    if (!name) PyErr_Clear();
    return text_of(name ? name.get() : callable);
}
}  // namespace

void EventHub::note_failure(HandlerList& list, const char* name, PyObject* callable) {
    const auto at = find(list, callable);
    if (at == list.handlers.end() || ++at->failures < allowed_failures) return;
    if (!erase(list, callable)) return;
    print_to_stderr("gimbal: the handler " + name_of(callable) + " of '" + name + "' failed " +
                    std::to_string(allowed_failures) +
                    " times in a row and was removed; correct it and call gimbal.on again\n");
}

int EventHub::traverse(visitproc visit, void* arg) {
    for (HandlerList& list : lists_)
        for (Handler& handler : list.handlers) Py_VISIT(handler.callable.get());
    return 0;
}

void EventHub::clear() {
    GIMBAL_GIL_HELD();
    module_ = nullptr;
    for (HandlerList& list : lists_) {
        list.wanted = false;
        const std::vector<Handler> removed = std::move(list.handlers);
        list.handlers.clear();
    }
}

}  // namespace gimbal::module
