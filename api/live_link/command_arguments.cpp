#include "api/live_link/command_arguments.h"

#include <variant>

namespace gimbal::live_link {
namespace {

using console::link::Code;
using console::link::LinkError;
using console::link::List;
using console::link::Object;
using console::link::Value;

[[noreturn]] void refuse(const document::Command& command, const std::string& name, const std::string& what) {
    throw LinkError(Code::bad_argument, command.name + ": " + name + " " + what);
}

document::Value numbers_of(const document::Command& command, const std::string& name, const List& list) {
    glm::vec4 numbers(0);
    for (std::size_t i = 0; i < list.size(); ++i) {
        const auto number = list[i].to<double>();
        if (!number) refuse(command, name, "holds " + std::string(list[i].type_name()) + " in place of a number");
        numbers[static_cast<int>(i)] = static_cast<float>(*number);
    }
    if (list.size() == 3) return glm::vec3(numbers);
    return numbers;
}

document::Value list_of(const document::Command& command, const std::string& name, const List& list) {
    const bool texts = list.empty() || list.front().text();
    if (!texts && (list.size() == 3 || list.size() == 4)) return numbers_of(command, name, list);
    std::vector<std::string> names;
    for (const Value& item : list) {
        if (!item.text()) refuse(command, name, "must be three or four numbers or a list of text");
        names.push_back(*item.text());
    }
    return names;
}

document::Value value_of(const document::Command& command, const std::string& name, const Value& value) {
    if (value.is_null()) return {};
    if (const auto truth = value.to<bool>()) return *truth;
    if (const auto whole = value.to<std::int64_t>()) return *whole;
    if (const auto real = value.to<double>()) return *real;
    if (const std::string* text = value.text()) return *text;
    if (const List* list = value.list()) return list_of(command, name, *list);
    refuse(command, name, "is an object, which no parameter takes");
}

struct ToLink {
    Value operator()(std::monostate) const { return nullptr; }
    template <class T>
    Value operator()(const T& plain) const {
        return plain;
    }
    Value operator()(const glm::vec3& three) const { return List{three.x, three.y, three.z}; }
    Value operator()(const glm::vec4& four) const { return List{four.x, four.y, four.z, four.w}; }
    Value operator()(const std::vector<std::string>& names) const { return List(names.begin(), names.end()); }
};

const char* type_name(const document::Value& value) {
    static constexpr const char* names[] = {"text", "bool",      "integer",   "number",
                                            "text", "3 numbers", "4 numbers", "texts"};
    return names[value.index()];
}

Value described(const document::Parameter& parameter) {
    Object object{{"name", parameter.name},
                  {"doc", parameter.doc},
                  {"type", type_name(parameter.default_value)},
                  {"required", parameter.required}};
    if (!parameter.unit.empty()) object["unit"] = parameter.unit;
    if (!parameter.choices.empty()) object["choices"] = List(parameter.choices.begin(), parameter.choices.end());
    if (parameter.low) object["low"] = *parameter.low;
    if (parameter.high) object["high"] = *parameter.high;
    if (!parameter.required) object["default"] = std::visit(ToLink{}, parameter.default_value);
    return object;
}

}  // namespace

document::Arguments arguments_of(const document::Command& command, const console::link::Request& request) {
    if (!request.arrays().empty())
        refuse(command, request.arrays().begin()->first, "is an array, which no command of the document takes");
    document::Arguments arguments;
    for (const auto& [name, value] : request.arguments()) arguments.emplace(name, value_of(command, name, value));
    return arguments;
}

Value described(const document::CommandRegistry& registry) {
    List commands;
    for (const document::CommandPtr& command : registry.all()) {
        List parameters;
        for (const document::Parameter& parameter : command->parameters) parameters.push_back(described(parameter));
        commands.emplace_back(Object{{"name", command->name},
                                     {"label", command->label},
                                     {"doc", command->doc},
                                     {"heavy", command->contract.heavy},
                                     {"mutates", command->contract.mutates},
                                     {"parameters", std::move(parameters)}});
    }
    return commands;
}

Value described(const document::Scene& scene) {
    List objects;
    scene.for_each([&](document::ObjectId id, const document::Object& object) {
        objects.emplace_back(Object{{"name", object.name},
                                    {"vertices", object.mesh->vertex_count()},
                                    {"triangles", object.mesh->triangle_count()},
                                    {"visible", object.visible},
                                    {"selected", scene.is_selected(id)},
                                    {"location", ToLink{}(object.location)}});
    });
    return objects;
}

}  // namespace gimbal::live_link
