// The window's way to Python: clicks and switches become posts to the engine.
#include "gimbal/console/python/errors.h"

#include "api/module/actions.h"
#include "api/module/event_hub.h"
#include "api/module/module.h"

namespace gimbal {

using console::PyRef;

ModuleLink::ModuleLink(console::Engine& engine)
    : engine_(engine),
      actions_(ActionTable::of(engine)),
      events_(EventHub::of(engine)) {}

void ModuleLink::click_menu_entry(std::uint64_t id, const std::string& label) {
    if (console::Callable callable = actions_->find(id)) engine_.submit_call(std::move(callable), label);
}

void ModuleLink::click_panel_button(std::uint64_t id, const std::string& label) {
    console::Callable callable = actions_->find(id);
    if (!callable) return;
    engine_.post_to_handlers(
        label, [callable = std::move(callable)] { PyRef result = PyRef::steal(PyObject_CallNoArgs(callable.get())); });
}

void ModuleLink::set_plugin_enabled(const std::string& plugin_id, bool enabled) {
    engine_.post_to_handlers("plug-in " + plugin_id, [plugin_id, enabled] {
        PyRef plugins = PyRef::steal(PyImport_ImportModule("gimbal.plugins"));
        if (!plugins) return;
        PyRef result = PyRef::steal(
            PyObject_CallMethod(plugins.get(), "set_enabled", "sO", plugin_id.c_str(), enabled ? Py_True : Py_False));
    });
}

void ModuleLink::emit(const std::string& event) { events_->emit(event); }

}  // namespace gimbal
