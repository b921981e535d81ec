// The handlers of `gimbal.on`, called on the handlers thread. Events of one name are merged while a call is pending.
#pragma once
#include "gimbal/console/python/gil.h"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/scene/document.h"
#include "api/module/script_context.h"

namespace gimbal::module {

struct ModuleState;

// Thread: any emits; Python adds, removes and is called.   GIL: needed where PyObject appears.
class EventHub : public std::enable_shared_from_this<EventHub> {
public:
    static constexpr auto& names = document::change_names;

    // Posts a call of the event's handlers, if it has any and no call is pending. Ignores unknown names.
    void emit(std::string_view name);
    void emit(document::Change change) { emit(names[static_cast<std::size_t>(change)]); }

    void attach(ModuleState& module);                       // its context calls the handlers, with its events
    bool add(std::string_view name, PyObject* handler);     // false: no such event
    bool remove(std::string_view name, PyObject* handler);  // false: was not registered
    int traverse(visitproc visit, void* arg);
    void clear();  // at the module's end

private:
    class PendingCall;
    struct Handler {
        console::PyRef callable;
        int failures = 0;
    };
    struct HandlerList {
        std::atomic<bool> wanted{false}, pending{false};  // read without the GIL
        std::vector<Handler> handlers;
    };
    static constexpr int allowed_failures = 5;  // in a row

    HandlerList* list_of(std::string_view name);
    void call_handlers(std::size_t index);  // Thread: handlers. GIL: held.
    static std::vector<Handler>::iterator find(HandlerList& list, PyObject* callable);
    static bool erase(HandlerList& list, PyObject* callable);  // false: it is not in the list any more
    void note_failure(HandlerList& list, const char* name, PyObject* callable);

    ModuleState* module_ = nullptr;
    ScriptContext* script_ = nullptr;  // set before a handler can exist, so before emit() uses it
    std::array<HandlerList, names.size()> lists_;
};

PyObject* new_event(ModuleState& module, const char* name);  // gimbal.Event

}  // namespace gimbal::module
