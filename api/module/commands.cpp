// The functions for `gimbal.commands`: a script adds commands to the registry.
#include "api/module/binding/rows.h"

#include <optional>
#include <utility>

#include "api/document/commands/builtin_commands.h"
#include "api/module/binding/convert.h"
#include "api/module/script_commands.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Parameter;
using document::Value;

// A parameter as `gimbal.commands` describes it. The order of the fields is that of the tuple.
using ParameterRecord = std::tuple<ShownText,                // name
                                   ShownText,                // doc
                                   ShownText,                // unit
                                   std::string,              // type
                                   PyRef,                    // default
                                   std::optional<double>,    // low
                                   std::optional<double>,    // high
                                   bool,                     // required
                                   std::vector<ShownText>>;  // choices

// The value that gives a parameter its type; that of a text is also that of a path and of an object's name.
Value example_of(const std::string& type) {
    if (type == "bool") return false;
    if (type == "int") return std::int64_t{0};
    if (type == "float") return 0.0;
    if (type == "vector") return glm::vec3(0);
    if (type == "colour") return glm::vec4(1);
    return std::string();
}

Parameter to_parameter(ParameterRecord&& record) {
    auto& [name, doc, unit, type, default_value, low, high, required, choices] = record;
    Parameter parameter{.name = std::move(name.text), .doc = std::move(doc.text), .unit = std::move(unit.text)};
    parameter.default_value = example_of(type);
    if (!required && default_value.get() != Py_None) {
        const Value given = to_value(default_value.get(), parameter.name);
        const auto* whole = std::get_if<std::int64_t>(&given);
        const auto* opaque = std::get_if<glm::vec3>(&given);
        if (type == "float" && whole) parameter.default_value = static_cast<double>(*whole);
        else if (type == "colour" && opaque) parameter.default_value = glm::vec4(*opaque, 1);
        else if (given.index() == parameter.default_value.index()) parameter.default_value = given;
        else
            raise(PyExc_TypeError,
                  "the default of " + parameter.name + " is no " + type + ": " + text_of(default_value.get()));
    }
    parameter.low = low, parameter.high = high, parameter.required = required;
    if (type == "path") parameter.kind = document::TextKind::path;
    if (type == "object") parameter.kind = document::TextKind::object;
    for (ShownText& choice : choices) parameter.choices.push_back(std::move(choice.text));
    return parameter;
}

Needs needs_named(const std::string& name) {
    if (name.empty()) return Needs::nothing;
    if (name == "objects") return Needs::objects;
    if (name == "selection") return Needs::selection;
    if (name == "mesh") return Needs::mesh;
    throw std::invalid_argument("needs is " + document::python_literal(name) +
                                ": choose one of 'objects', 'selection', 'mesh'");
}

void add_command(const Call& call, std::string name, ShownText label, ShownText doc, ShownText menu, ShownText keys,
                 ShownText owner, std::string needs, std::vector<ParameterRecord> parameters,
                 console::Callable perform) {
    document::Command command{.name = std::move(name), .label = std::move(label.text), .doc = std::move(doc.text)};
    for (ParameterRecord& parameter : parameters) command.parameters.push_back(to_parameter(std::move(parameter)));
    for (const Parameter& parameter : command.parameters)  // the default keeps the range, too
        if (!parameter.required) document::CommandRegistry::check_value(command, parameter, parameter.default_value);
    command.menu = std::move(menu.text), command.keys = std::move(keys.text), command.owner = std::move(owner.text);
    call.module.script_commands.add(std::move(command), needs_named(needs), std::move(perform));
}

void remove_command(const Call& call, std::string name) { call.module.script_commands.remove(name); }

void set_command_reason(const Call& call, std::string name, ShownText reason) {
    call.module.script_commands.set_reason(name, std::move(reason.text));
}

}  // namespace

void add_script_command_rows(bind::Module& rows) {
    rows.function<gil::keeps>(
        "add_command", in_module(add_command), "Add a command, or replace it.", arg("name"), arg("label"), arg("doc"),
        arg("menu"), arg("keys"), arg("owner"), arg("needs"),
        arg("parameters", "tuples of name, doc, unit, type, default, low, high, required, choices"),
        arg("perform", "called with a dict of arguments"));
    rows.function<gil::keeps>("remove_command", in_module(remove_command), "Remove a command of a script.",
                              arg("name"));
    rows.function<gil::keeps>("set_command_reason", in_module(set_command_reason),
                              "Say why a command of a script cannot run now.", arg("name"),
                              arg("reason", "empty: it can run"));
}

}  // namespace gimbal::module
