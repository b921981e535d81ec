// Commands that add, select, remove and change objects.
#include "api/document/commands/builtin_commands.h"
#include "api/document/mesh/mesh_ops.h"

namespace gimbal::document {
namespace {

void select(Document& document, const Arguments& arguments, Job&) {
    std::vector<ObjectId> ids;
    for (const std::string& name : argument<std::vector<std::string>>(arguments, "name"))
        ids.push_back(object_named(document, name));
    document.select(ids, argument<bool>(arguments, "extend"));
}

void select_all(Document& document, const Arguments&, Job&) { document.select(document.objects()); }
void deselect_all(Document& document, const Arguments&, Job&) { document.select({}); }

void remove_selected(Document& document, const Arguments&, Job&) {
    for (ObjectId id : document.selection()) document.remove(id);
}

void duplicate(Document& document, const Arguments&, Job&) {
    const ScenePtr scene = document.snapshot();
    std::vector<Object> copies;
    for (ObjectId id : scene->selection()) copies.push_back(*scene->find(id));
    document.select(document.add_many(std::move(copies)));
}

void rename(Document& document, const Arguments& arguments, Job&) {
    document.rename(object_named(document, arguments), argument<std::string>(arguments, "new_name"));
}

void add(Document& document, const Arguments& arguments, Job&) {
    const auto &kind = argument<std::string>(arguments, "kind"), &name = argument<std::string>(arguments, "name");
    const ObjectId id = document.add(name.empty() ? kind : name, std::make_shared<const Mesh>(make_primitive(kind)));
    document.select({&id, 1});
}

// A command that sets one property of an object, which is its second parameter.
template <class T>
Command set_property(Command command, Parameter property, T Object::*member) {
    command.why_not = why_no_objects;
    command.run = [member, name = property.name](Document& document, const Arguments& arguments, Job&) {
        document.modify(object_named(document, arguments),
                        [&](Object& object) { object.*member = std::get<T>(arguments.at(name)); });
    };
    command.parameters = {object_name("name", "the object's name"), std::move(property)};
    return command;
}

std::string list_of_kinds() {
    std::string list;
    for (const std::string& kind : primitive_kinds()) list += (list.empty() ? "" : ", ") + kind;
    return list;
}

void add_property_commands(std::vector<Command>& commands) {
    commands.push_back(
        set_property({.name = "object.set_visible", .label = "Set visible", .doc = "Show or hide an object."},
                     required_value("visible", "whether it is drawn", true), &Object::visible));
    commands.push_back(set_property({.name = "object.set_location", .label = "Set location", .doc = "Move an object."},
                                    required_value("location", "x, y, z", glm::vec3(0), "m"), &Object::location));
    commands.push_back(
        set_property({.name = "object.set_rotation", .label = "Set rotation", .doc = "Rotate an object."},
                     required_value("rotation", "Euler angles about x, y, z", glm::vec3(0), "rad"), &Object::rotation));
    commands.push_back(set_property({.name = "object.set_scale", .label = "Set scale", .doc = "Scale an object."},
                                    required_value("scale", "factors along x, y, z", glm::vec3(1)), &Object::scale));
    commands.push_back(
        set_property({.name = "object.set_colour", .label = "Set colour", .doc = "Colour an object."},
                     required_value("colour", "linear red, green, blue, alpha; three numbers set alpha to 1",
                                    glm::vec4(1), "", 0, 1),
                     &Object::colour));
}

}  // namespace

void add_object_commands(std::vector<Command>& commands) {
    commands.push_back({.name = "object.add",
                        .label = "Add",
                        .doc = "Add a primitive at the origin and select it.",
                        .parameters = {with_choices(required_text("kind", list_of_kinds()), primitive_kinds()),
                                       optional_value("name", "the object's name; if empty, the kind", std::string())},
                        .run = add});
    commands.push_back(
        {.name = "object.select",
         .label = "Select",
         .doc = "Select the named objects; the last one becomes active.",
         .parameters = {required_value("name", "the object's name, or a list of names", std::vector<std::string>()),
                        optional_value("extend", "keep the present selection too", false)},
         .why_not = why_no_objects,
         .run = select});
    commands.push_back({.name = "object.select_all",
                        .label = "Select all",
                        .doc = "Select every object.",
                        .why_not = why_no_objects,
                        .run = select_all});
    commands.push_back({.name = "object.deselect_all",
                        .label = "Deselect all",
                        .doc = "Select nothing.",
                        .why_not = why_no_selection,
                        .run = deselect_all});
    commands.push_back({.name = "object.delete",
                        .label = "Delete objects",
                        .doc = "Remove the selected objects.",
                        .why_not = why_no_selection,
                        .run = remove_selected});
    commands.push_back({.name = "object.duplicate",
                        .label = "Duplicate objects",
                        .doc = "Copy the selected objects and select the copies.",
                        .why_not = why_no_selection,
                        .run = duplicate});
    commands.push_back(
        {.name = "object.rename",
         .label = "Rename",
         .doc = "Rename an object; a number is added to a name that is taken.",
         .parameters = {object_name("name", "the object's name"), required_text("new_name", "its new name")},
         .why_not = why_no_objects,
         .run = rename});
    add_property_commands(commands);
}

}  // namespace gimbal::document
