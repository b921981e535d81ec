// The functions for `gimbal.plugins`: register callbacks, and publish the plug-ins to the window.
#include "gimbal/console/python/finished.h"
#include "gimbal/console/python/run_python.h"
#include "api/module/binding/rows.h"

#include "api/module/actions.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/own_steps.h"

namespace gimbal::module {
namespace {

using console::PyRef;

std::string plain(ShownText&& field) { return std::move(field.text); }
template <class T>
T plain(T&& field) {
    return field;
}

std::uint64_t add_action(const Call& call, PyRef callback) {
    if (!PyCallable_Check(callback.get()))
        raise(PyExc_TypeError, "a callback must be callable, not " + text_of(callback.get()));
    return call.module.actions.add(console::Callable::of(callback.get()));
}

void remove_action(const Call& call, std::uint64_t id) { call.module.actions.remove(id); }

// A list of tuples as a list of T, whose members are in the order of the fields.
template <class T, class Record>
std::vector<T> list_of(std::vector<Record>&& records) {
    std::vector<T> list;
    for (Record& record : records)
        list.push_back(std::apply([](auto&... fields) { return T{plain(std::move(fields))...}; }, record));
    return list;
}

using MenuRecord = std::tuple<std::uint64_t, ShownText, ShownText, ShownText>;
using ButtonRecord = std::tuple<std::uint64_t, ShownText, ShownText, ShownText, ShownText>;
using PluginRecord = std::tuple<ShownText, ShownText, ShownText, ShownText, ShownText, ShownText, bool>;

void publish(const Call& call, std::vector<MenuRecord> menu_entries, std::vector<ButtonRecord> panel_buttons,
             std::vector<PluginRecord> plugins) {
    call.module.context.host->set_additions({.menu_entries = list_of<MenuEntry>(std::move(menu_entries)),
                                             .panel_buttons = list_of<PanelButton>(std::move(panel_buttons)),
                                             .plugins = list_of<PluginInfo>(std::move(plugins))});
}

PyRef run_as_step(const Call& call, std::string title, PyRef callback) {
    document::UndoStep step(call.module.document, std::move(title));
    const OwnStep own;
    PyRef result = console::finished(
        PyRef::steal(console::run_python([&] { return PyObject_CallNoArgs(callback.get()); })));
    if (const std::string problem = call.module.exports->try_sync_all(); !problem.empty())
        print_to_stderr("gimbal: " + problem + "\n");
    return result;
}

}  // namespace

void add_plugin_rows(bind::Module& rows) {
    rows.function<gil::keeps>("add_action", in_module(add_action), "The number by which the window calls `callback()`.",
                              arg("callback"));
    rows.function<gil::keeps>("remove_action", in_module(remove_action), "Remove a callback.", arg("id"));
    rows.function<gil::partly>("run_as_step", in_module(run_as_step), "Call `callback()` as one undo step.",
                               arg("title"), arg("callback"));
    rows.function<gil::keeps>("publish", in_module(publish),
                              "Publish the plug-ins, their menu entries and their buttons to the window.",
                              arg("menu_entries"), arg("panel_buttons"), arg("plugins"));
}

}  // namespace gimbal::module
