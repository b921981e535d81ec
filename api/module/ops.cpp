// The command registry for Python: the commands as data, and running one by name. The package makes `gimbal.ops` from
// it.
#include "gimbal/console/python/run_python.h"
#include "api/module/binding/rows.h"

#include <optional>
#include <stdexcept>

#include "api/module/binding/command_arguments.h"
#include "api/module/binding/convert.h"
#include "api/module/binding/native_job.h"
#include "api/module/binding/outside_step.h"
#include "api/module/binding/work.h"
#include "api/module/script_commands.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Command;
using document::CommandPtr;
using document::Parameter;

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
    put(dict.get(), "choices", new_text_tuple(parameter.choices));
    return dict.release();
}

PyObject* describe(const Command& command) {
    PyRef dict = PyRef::steal(checked(PyDict_New()));
    put(dict.get(), "name", from_text(command.name));
    put(dict.get(), "label", from_text(command.label));
    put(dict.get(), "doc", from_text(documentation_of(command)));
    put(dict.get(), "heavy", from_bool(command.contract.heavy));
    put(dict.get(), "mutates", from_bool(command.contract.mutates));
    put(dict.get(), "of_script", from_bool(command.of_script()));
    put(dict.get(), "menu", from_text(command.menu));
    put(dict.get(), "keys", from_text(command.keys));
    put(dict.get(), "owner", from_text(command.owner));
    put(dict.get(), "parameters",
        new_list(command.parameters, [](const Parameter& parameter) { return describe(parameter); }));
    return dict.release();
}

PyRef commands(const Call& call) {
    return PyRef::steal(
        new_list(call.module.context.commands->all(), [](const CommandPtr& command) { return describe(*command); }));
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

struct Named {
    CommandPtr command;
    document::Arguments arguments;
};

Named find_command(const Call& call, const std::string& name, const PyRef& values) {
    CommandPtr command = call.module.context.commands->find(name);
    if (!command)
        raise(PyExc_KeyError,
              "there is no command " + text_of(console::to_python(name).get()) + "; dir(gimbal.ops) lists them");
    if (command->contract.heavy) refuse_in_forked_child(command->label);
    document::Arguments arguments = to_arguments(*command, values.get());
    return {std::move(command), std::move(arguments)};
}

document::CommandCall checked_call(const Call& call, Named named) {
    const document::ScenePtr scene = call.module.document.snapshot();
    return document::CommandRegistry::check_call(named.command, std::move(named.arguments), *scene);
}

// The note may hold a file's name, which need not be UTF-8.
PyRef from_note(const std::string& note) { return PyRef::steal(note.empty() ? none() : from_text(note)); }

// On this thread, so that a script can catch its exception and use its result.
PyRef perform_script_command(const Call& call, const document::CommandCall& checked) {
    const console::Callable perform = call.module.script_commands.find(checked.command->name);
    if (!perform) throw std::runtime_error(checked.command->name + " is no longer a command");
    const PyRef function = console::to_python(perform), arguments = from_arguments(checked.arguments);
    if (!function) throw console::PythonErrorSet();
    return PyRef::steal(
        module::checked(console::run_python([&] { return PyObject_CallOneArg(function.get(), arguments.get()); })));
}

PyRef run_command(const Call& call, std::string name, PyRef arguments) {
    Named named = find_command(call, name, arguments);
    if (named.command->of_script()) return perform_script_command(call, checked_call(call, std::move(named)));
    std::optional<OutsideStep> outside;
    if (name == "edit.undo") refuse_own_edits(call.module);
    if (name == "edit.undo" || name == "edit.redo") outside.emplace(call.module);
    else call.module.exports->sync_all();
    document::JobPtr job;
    {
        Unlocked unlocked;
        job = document::start_command(call.module.document, checked_call(call, std::move(named)));
    }
    wait_for(call.module, job);
    return from_note(job->note());
}

PyRef start_command(const Call& call, std::string name, PyRef arguments) {
    Named named = find_command(call, name, arguments);
    const CommandPtr command = named.command;
    if (!command->contract.heavy) raise(PyExc_ValueError, command->name + " takes no time, so it has no job");
    call.module.exports->sync_all();
    document::Document& document = call.module.document;
    auto work = [&document, checked = checked_call(call, std::move(named))](document::Job& job) {
        document::perform_call(document, checked, job);
        return job.note();
    };
    return PyRef::steal(start_native(call, command->label, std::move(work),
                                     [](ModuleState&, const std::string& note) { return from_note(note); }));
}

}  // namespace

void add_command_rows(bind::Module& rows) {
    rows.function<gil::keeps>(
        "commands", in_module(commands), "The commands.",
        bind::returns("A list of dict: name, label, doc, heavy, mutates, of_script, menu, keys, owner, parameters."));
    rows.function<gil::partly>("run_command", in_module(run_command), "Run a command by name.", arg("name"),
                               arg("arguments", "by name"), bind::returns("A sentence about what it did, or None."));
    rows.function<gil::partly>("start_command", in_module(start_command), "Start a heavy command by name.", arg("name"),
                               arg("arguments", "by name"),
                               bind::returns("A gimbal.Job whose result is that of run_command()."));
}

}  // namespace gimbal::module
