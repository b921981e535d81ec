// Commands on objects: selecting, adding, removing, their properties.
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

// A command that sets one property of the named object.
template <class T>
Command property(const char* name, const char* label, const char* doc, const char* parameter, const char* meaning,
                 T of_type, const char* unit, T Object::*member) {
    const auto set = [member, parameter](Document& document, const Arguments& arguments, Job&) {
        document.modify(object_named(document, arguments),
                        [&](Object& object) { object.*member = argument<T>(arguments, parameter); });
    };
    return {name, label,
            doc,  {required_text("name", "the object's name"), required_value(parameter, meaning, of_type, unit)},
            {},   why_no_objects,
            set};
}

std::string list_of_kinds() {
    std::string list;
    for (const std::string& kind : primitive_kinds()) list += (list.empty() ? "" : ", ") + kind;
    return list;
}

}  // namespace

void add_object_commands(std::vector<Command>& commands) {
    commands.push_back({"object.add",
                        "Add",
                        "Add a primitive at the origin and select it.",
                        {required_text("kind", list_of_kinds()),
                         optional_value("name", "the object's name; the kind's when empty", std::string())},
                        {},
                        {},
                        add});
    commands.push_back({"object.select",
                        "Select",
                        "Select the named objects; the last one becomes active.",
                        {required_value("name", "the object's name, or a list of names", std::vector<std::string>()),
                         optional_value("extend", "keep what is selected already", false)},
                        {},
                        why_no_objects,
                        select});
    commands.push_back({"object.select_all", "Select All", "Select every object.", {}, {}, why_no_objects, select_all});
    commands.push_back(
        {"object.deselect_all", "Deselect All", "Select nothing.", {}, {}, why_no_selection, deselect_all});
    commands.push_back(
        {"object.delete", "Delete", "Remove the selected objects.", {}, {}, why_no_selection, remove_selected});
    commands.push_back({"object.duplicate",
                        "Duplicate",
                        "Copy the selected objects and select the copies.",
                        {},
                        {},
                        why_no_selection,
                        duplicate});
    commands.push_back({"object.rename",
                        "Rename",
                        "Give an object another name; a taken one gets a number.",
                        {required_text("name", "the object's name"), required_text("new_name", "its new name")},
                        {},
                        why_no_objects,
                        rename});
    commands.push_back(property("object.set_visible", "Set Visible", "Show or hide an object.", "visible",
                                "whether it is drawn", true, "", &Object::visible));
    commands.push_back(property("object.set_location", "Set Location", "Move an object.", "location", "x, y, z",
                                glm::vec3(0), "m", &Object::location));
    commands.push_back(property("object.set_rotation", "Set Rotation", "Turn an object.", "rotation",
                                "Euler angles about x, y, z", glm::vec3(0), "rad", &Object::rotation));
    commands.push_back(property("object.set_scale", "Set Scale", "Scale an object.", "scale", "factors along x, y, z",
                                glm::vec3(1), "", &Object::scale));
    commands.push_back(property("object.set_colour", "Set Colour", "Colour an object.", "colour",
                                "linear red, green, blue, alpha, 0 to 1", glm::vec4(1), "", &Object::colour));
}

}  // namespace gimbal::document
