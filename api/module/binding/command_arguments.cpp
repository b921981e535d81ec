// Conversion by the type of a parameter's default value, and documentation as text.
#include "api/module/binding/command_arguments.h"

#include "api/document/commands/builtin_commands.h"
#include "api/module/binding/convert.h"

namespace gimbal::module {

using document::Command;
using document::Parameter;

namespace {

document::Value to_value_of(const Parameter& parameter, PyObject* value) {
    const char* name = parameter.name.c_str();
    if (std::holds_alternative<std::int64_t>(parameter.default_value))
        return to_integer(value, name, INT64_MIN, INT64_MAX);
    if (std::holds_alternative<double>(parameter.default_value)) return to_double(value, name);
    return to_value(value, parameter.name);
}

std::string line_of(const Parameter& parameter) {
    std::string line = parameter.name + " : " + type_name(parameter);
    for (const std::string& choice : parameter.choices)
        line += (&choice == &parameter.choices.front() ? ", one of " : ", ") + document::python_literal(choice);
    if (parameter.low && parameter.high)
        line += ", " + document::number_text(*parameter.low) + " to " + document::number_text(*parameter.high);
    if (!parameter.unit.empty()) line += ", " + parameter.unit;
    if (!parameter.required) line += ", default " + document::python_literal(parameter.default_value);
    return parameter.doc.empty() ? line : line + "; " + parameter.doc;
}

}  // namespace

document::Arguments take_arguments(const Call& call, const Command& command) {
    GIMBAL_GIL_HELD();
    std::vector<const char*> names;
    std::size_t required = 0;
    for (const Parameter& parameter : command.parameters) {
        names.push_back(parameter.name.c_str());
        if (parameter.required) required = names.size();
    }
    std::vector<PyObject*> values(names.size());
    const std::string function = function_name(command);
    take_into(call, function.c_str(), names.data(), names.size(), required, values.data());
    document::Arguments given;
    for (std::size_t i = 0; i < values.size(); ++i)
        if (values[i]) given.emplace(names[i], to_value_of(command.parameters[i], values[i]));
    return call.module.context.commands->checked(command, std::move(given));
}

console::PyRef from_arguments(const document::Arguments& arguments) {
    GIMBAL_GIL_HELD();
    console::PyRef dict = console::PyRef::steal(checked(PyDict_New()));
    for (const auto& [name, value] : arguments) put(dict.get(), name, from_value(value));
    return dict;
}

std::string function_name(const Command& command) { return command.name.substr(command.name.rfind('.') + 1); }

std::string parameter_list(const Command& command) {
    std::string list;
    for (const Parameter& parameter : command.parameters) {
        list += (list.empty() ? "" : ", ") + parameter.name;
        if (!parameter.required) list += "=" + document::python_literal(parameter.default_value);
    }
    return list;
}

std::string documentation_of(const Command& command) {
    std::string text = command.doc;
    if (!command.parameters.empty()) text += "\n\nParameters\n----------";
    for (const Parameter& parameter : command.parameters) text += "\n" + line_of(parameter);
    if (command.contract.heavy)
        text += "\n\nRuns on a worker without the GIL. Stop ends it and leaves the scene as it was.";
    return text;
}

const char* type_name(const Parameter& parameter) {
    static constexpr const char* names[] = {"str", "bool",      "int",          "float",
                                            "str", "(x, y, z)", "(r, g, b, a)", "str or list of str"};
    return names[parameter.default_value.index()];
}

}  // namespace gimbal::module
