// The command registry for Python: the commands as data, and running one by name. The package makes `gimbal.ops` from
// it.
#include "api/module/binding/types.h"

#include <optional>

#include "api/module/binding/command_arguments.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/outside_step.h"
#include "api/module/binding/work.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Command;
using document::Parameter;

void put(PyObject* dict, const char* key, PyObject* fresh) {
    PyRef value = PyRef::steal(fresh);
    if (PyDict_SetItemString(dict, key, value.get()) < 0) throw console::PythonErrorSet();
}

PyObject* limit(const std::optional<double>& value) { return value ? checked(PyFloat_FromDouble(*value)) : none(); }

PyObject* describe(const Parameter& parameter) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "name", from_text(parameter.name));
    put(dict.get(), "doc", from_text(parameter.doc));
    put(dict.get(), "unit", from_text(parameter.unit));
    put(dict.get(), "type", from_text(type_name(parameter)));
    put(dict.get(), "default", from_value(parameter.default_value));
    put(dict.get(), "low", limit(parameter.low));
    put(dict.get(), "high", limit(parameter.high));
    put(dict.get(), "required", from_bool(parameter.required));
    return dict.release();
}

PyObject* describe(const Command& command) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "name", from_text(command.name));
    put(dict.get(), "label", from_text(command.label));
    put(dict.get(), "doc", from_text(documentation_of(command)));
    put(dict.get(), "heavy", from_bool(command.contract.heavy));
    put(dict.get(), "mutates", from_bool(command.contract.mutates));
    put(dict.get(), "parameters",
        new_list(command.parameters, [](const Parameter& parameter) { return describe(parameter); }));
    return dict.release();
}

PyObject* commands(const Call& call) {
    take_nothing(call, "commands");
    return new_list(call.module.context.commands->all(), [](const Command& command) { return describe(command); });
}

// A path is converted as by open(), because a file's name need not be UTF-8. None stands for the default.
bool is_file(const std::string& parameter, PyObject* value) { return parameter == "path" && value != Py_None; }

document::Arguments to_arguments(const Command& command, PyObject* dict) {
    if (!PyDict_Check(dict)) raise(PyExc_TypeError, "arguments must be a dict, not " + text_of(dict));
    const PyRef copy = PyRef::steal(checked(PyDict_Copy(dict)));  // the conversion may run code that changes the dict
    document::Arguments arguments;
    PyObject *key, *value;
    for (Py_ssize_t at = 0; PyDict_Next(copy.get(), &at, &key, &value);) {
        const std::string name = to_text(key, command.name.c_str());
        arguments.emplace(name, is_file(name, value) ? document::Value(to_path(value, "path").string())
                                                     : to_value(value, name));
    }
    return arguments;
}

PyObject* run_command(const Call& call) {
    const auto [name_value, values] = take(call, "run_command", {"name", "arguments"}, 2);
    const ModuleContext& context = call.module.context;
    const std::string name = to_text(name_value, "name");
    const Command* command = context.commands->find(name);
    if (!command) raise(PyExc_KeyError, "there is no command " + text_of(name_value) + "; dir(gimbal.ops) lists them");
    if (command->contract.heavy) refuse_in_forked_child(command->label);
    document::Arguments arguments = to_arguments(*command, values);
    std::optional<OutsideStep> outside;
    if (name == "edit.undo") refuse_own_edits(call.module);
    if (name == "edit.undo" || name == "edit.redo") outside.emplace(call.module);
    else call.module.exports->sync_all();
    document::JobPtr job;
    {
        Unlocked unlocked;
        document::Document& document = call.module.document;
        const document::ScenePtr scene = document.snapshot();
        job = document::start_command(document,
                                      document::CommandRegistry::check_call(*command, std::move(arguments), *scene));
    }
    wait_for(call.module, job);
    const std::string note = job->note();
    return note.empty() ? none() : from_text(note);
}

PyMethodDef functions[] = {
    function<commands, gil::keeps>(
        "commands",
        "commands($module, /)\n--\n\nThe commands (list of dict): name, label, doc, heavy, mutates, parameters."),
    function<run_command, gil::releases>(
        "run_command",
        "run_command($module, /, name, arguments)\n--\n\nRun a command by name with a dict of arguments. "
        "Returns a sentence about what it did (str), or None."),
    {},
};

}  // namespace

PyMethodDef* command_functions() { return functions; }

}  // namespace gimbal::module
