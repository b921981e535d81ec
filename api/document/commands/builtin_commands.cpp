// Parameters and checks that several of the document's commands use.
#include "api/document/commands/builtin_commands.h"

#include <algorithm>

namespace gimbal::document {

Parameter required_text(std::string name, std::string doc) {
    return {std::move(name), std::move(doc), "", {}, {}, {}, true};
}

Parameter required_value(std::string name, std::string doc, Value of_type, std::string unit, std::optional<double> low,
                         std::optional<double> high) {
    return {std::move(name), std::move(doc), std::move(unit), std::move(of_type), low, high, true};
}

Parameter optional_value(std::string name, std::string doc, Value default_value, std::string unit,
                         std::optional<double> low, std::optional<double> high) {
    return {std::move(name), std::move(doc), std::move(unit), std::move(default_value), low, high, false};
}

Parameter with_choices(Parameter parameter, std::vector<std::string> choices) {
    parameter.choices = std::move(choices);
    return parameter;
}

namespace {
Parameter required_kind(std::string name, std::string doc, TextKind kind) {
    Parameter parameter = required_text(std::move(name), std::move(doc));
    parameter.kind = kind;
    return parameter;
}
}  // namespace

Parameter file_path(std::string name, std::string doc) {
    return required_kind(std::move(name), std::move(doc), TextKind::path);
}

Parameter object_name(std::string name, std::string doc) {
    return required_kind(std::move(name), std::move(doc), TextKind::object);
}

std::string why_no_selection(const Scene& scene) { return scene.selection().empty() ? "Select an object first" : ""; }

std::string why_no_objects(const Scene& scene) { return scene.object_count() == 0 ? "The scene is empty" : ""; }

std::string why_no_selected_mesh(const Scene& scene) {
    if (scene.selection().empty()) return "Select an object first";
    const bool any = std::any_of(scene.selection().begin(), scene.selection().end(),
                                 [&](ObjectId id) { return scene.find(id)->mesh->triangle_count() > 0; });
    return any ? "" : "The selected objects have no triangles";
}

ObjectId object_named(const Document& document, const Arguments& arguments) {
    return object_named(document, argument<std::string>(arguments, "name"));
}

ObjectId object_named(const Document& document, const std::string& name) {
    if (const ObjectId id = document.find(name)) return id;
    throw std::invalid_argument("there is no object '" + name + "' in the scene");
}

}  // namespace gimbal::document
