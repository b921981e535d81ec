// Who wants to hear of what: the handlers of `gimbal.on`, called on the handlers thread, joined while one call is
// pending.
#pragma once
#include "gimbal/console/python/gil.h"

#include <array>
#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/scene/document.h"
#include "gimbal/console/engine.h"

namespace gimbal {

struct ModuleState;

// Thread: any emits; Python adds, removes and is called.   GIL: needed where PyObject appears.
class EventHub : public std::enable_shared_from_this<EventHub> {
public:
    static constexpr std::array<const char*, 6> names{"scene_changed", "selection_changed", "objects_changed",
                                                      "mesh_changed",  "camera_changed",    "undo_changed"};
    // The one hub of an engine: the module and the window's link share it.
    static std::shared_ptr<EventHub> of(console::Engine& engine);
    explicit EventHub(console::Engine& engine) : engine_(engine) {}

    // Posts a call of the event's handlers, if there are any and none is pending. Unknown names are ignored.
    void emit(std::string_view name);
    void emit(document::Change change) { emit(names[static_cast<std::size_t>(change)]); }

    void attach(ModuleState& module);                       // whose objects the handlers are given; once
    bool add(std::string_view name, PyObject* handler);     // false: no such event
    bool remove(std::string_view name, PyObject* handler);  // false: was not there
    int traverse(visitproc visit, void* arg);
    void clear();  // for ever

private:
    struct Handler {
        console::PyRef callable;
        int failures = 0;
    };
    struct Topic {
        std::atomic<bool> wanted{false}, pending{false};  // read without the GIL
        std::vector<Handler> handlers;
    };
    static constexpr int allowed_failures = 5;  // in a row

    Topic* topic(std::string_view name);
    void call_handlers(std::size_t index);  // Thread: handlers. GIL: held.
    void note_failure(Topic& topic, const char* name, PyObject* callable);

    console::Engine& engine_;
    ModuleState* module_ = nullptr;
    std::array<Topic, names.size()> topics_;
};

PyObject* new_event(ModuleState& module, const char* name);  // gimbal.Event

}  // namespace gimbal
