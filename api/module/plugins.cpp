// The functions for `gimbal.plugins`: register callbacks, and publish the plug-ins to the window.
#include "api/module/binding/types.h"

#include "api/module/actions.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/finished.h"

namespace gimbal::module {
namespace {

using console::PyRef;

PyObject* add_action(const Call& call) {
    const auto [callback] = take(call, "add_action", {"callback"}, 1);
    if (!PyCallable_Check(callback)) raise(PyExc_TypeError, "a callback must be callable, not " + text_of(callback));
    return checked(PyLong_FromUnsignedLongLong(call.module.actions.add(console::Callable::of(callback))));
}

PyObject* remove_action(const Call& call) {
    const auto [id] = take(call, "remove_action", {"id"}, 1);
    call.module.actions.remove(static_cast<std::uint64_t>(to_integer(id, "id", 0, INT64_MAX)));
    return none();
}

constexpr Py_ssize_t most_records = 1'000'000;

// A tuple of the lists below, read by index.
struct Record {
    PyObject* tuple;
    std::string text(Py_ssize_t index) const { return to_shown_text(item(index), "a field"); }
    std::uint64_t number(Py_ssize_t index) const {
        return static_cast<std::uint64_t>(to_integer(item(index), "id", 0, INT64_MAX));
    }
    bool flag(Py_ssize_t index) const { return to_bool(item(index), "enabled"); }
    PyObject* item(Py_ssize_t index) const {
        if (index < PyTuple_GET_SIZE(tuple)) return PyTuple_GET_ITEM(tuple, index);
        raise(PyExc_ValueError, "a tuple has too few fields: " + text_of(tuple));
    }
};

template <class Item, class Read>
std::vector<Item> read_list(PyObject* value, Read read) {
    const PyRef items = items_of(value, most_records);
    if (!items) raise(PyExc_TypeError, "expected a list of tuples, not " + text_of(value));
    if (PyTuple_GET_SIZE(items.get()) > most_records) raise(PyExc_ValueError, "more than a million records");
    std::vector<Item> list;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(items.get()); ++i) {
        PyObject* record = PyTuple_GET_ITEM(items.get(), i);
        if (!PyTuple_Check(record)) raise(PyExc_TypeError, "expected a tuple, not " + text_of(record));
        list.push_back(read(Record{record}));
    }
    return list;
}

PyObject* publish(const Call& call) {
    const auto [menu_entries, panel_buttons, plugins] = take(call, "publish",
                                                             {"menu_entries", "panel_buttons", "plugins"}, 3);
    call.module.context.host->set_additions(
        {.menu_entries = read_list<MenuEntry>(menu_entries,
                                              [](const Record& r) {
                                                  return MenuEntry{r.number(0), r.text(1), r.text(2), r.text(3)};
                                              }),
         .panel_buttons = read_list<PanelButton>(
             panel_buttons,
             [](const Record& r) {
                 return PanelButton{r.number(0), r.text(1), r.text(2), r.text(3), r.text(4)};
             }),
         .plugins = read_list<PluginInfo>(plugins, [](const Record& r) {
             return PluginInfo{r.text(0), r.text(1), r.text(2), r.text(3), r.text(4), r.text(5), r.flag(6)};
         })});
    return none();
}

PyObject* run_as_step(const Call& call) {
    const auto [title, callback] = take(call, "run_as_step", {"title", "callback"}, 2);
    document::UndoStep step(call.module.document, to_text(title, "title"));
    PyRef result = finished(PyRef::steal(PyObject_CallNoArgs(callback)));
    if (const std::string problem = call.module.exports->try_sync_all(); !problem.empty())
        print_to_stderr("gimbal: " + problem + "\n");
    return checked(result.release());
}

PyMethodDef functions[] = {
    function<add_action, gil::keeps>(
        "add_action",
        "add_action($module, /, callback)\n--\n\nThe number by which the window calls `callback()` (int)."),
    function<remove_action, gil::keeps>("remove_action", "remove_action($module, /, id)\n--\n\nRemove a callback."),
    function<run_as_step, gil::keeps>(
        "run_as_step", "run_as_step($module, /, title, callback)\n--\n\nCall `callback()` as one undo step."),
    function<publish, gil::keeps>(
        "publish", "publish($module, /, menu_entries, panel_buttons, plugins)\n--\n\nPublish the plug-ins, their menu "
                   "entries and their buttons to the window, as lists of tuples."),
    {},
};

}  // namespace

PyMethodDef* plugin_functions() { return functions; }

}  // namespace gimbal::module
