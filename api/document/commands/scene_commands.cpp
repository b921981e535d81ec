// Commands for the scene as a whole: clear, camera, undo, files.
#include <algorithm>
#include <filesystem>
#include <map>

#include "api/document/commands/builtin_commands.h"
#include "api/document/io/add_loaded.h"
#include "api/document/io/mesh_io.h"

namespace gimbal::document {
namespace {

constexpr float usual_aspect = 16.0f / 9;  // framing fits a sphere, so the view's real aspect matters little

void clear(Document& document, const Arguments&, Job&) { document.clear(); }

bool is_seen(const Object& object) { return object.visible && !object.mesh->bounds().empty; }

void frame(Document& document, const Bounds& bounds) {
    Camera camera = document.camera();
    camera.frame(bounds, usual_aspect);
    document.set_camera(camera);
}

void frame_selected(Document& document, const Arguments&, Job&) {
    frame(document, document.snapshot()->finite_bounds(true));
}
void frame_all(Document& document, const Arguments&, Job&) { frame(document, document.snapshot()->finite_bounds()); }

// Changes the camera. The camera is not part of undo.
template <class Change>
void change_camera(Document& document, Change change) {
    Camera camera = document.camera();
    change(camera);
    document.set_camera(camera);
}

void view_axis(Document& document, const Arguments& arguments, Job&) {
    static const std::map<std::string, glm::vec2> angles{{"front", {-90, 0}},   {"back", {90, 0}},
                                                         {"right", {0, 0}},     {"left", {180, 0}},
                                                         {"top", {-90, 89.9f}}, {"bottom", {-90, -89.9f}}};
    const auto& name = argument<std::string>(arguments, "name");
    const glm::vec2 view = angles.at(name);
    change_camera(document, [&](Camera& camera) {
        camera.yaw = glm::radians(view.x);
        camera.pitch = glm::radians(view.y);
    });
}

void set_view(Document& document, const Arguments& arguments, Job&) {
    change_camera(document, [&](Camera& camera) {
        camera.target = argument<glm::vec3>(arguments, "target");
        camera.yaw = static_cast<float>(glm::radians(argument<double>(arguments, "yaw")));
        camera.pitch = static_cast<float>(glm::radians(argument<double>(arguments, "pitch")));
        camera.distance = static_cast<float>(argument<double>(arguments, "distance"));
    });
}

void set_orthographic(Document& document, const Arguments& arguments, Job&) {
    change_camera(document, [&](Camera& camera) { camera.orthographic = argument<bool>(arguments, "on"); });
}

void set_wireframe(Document& document, const Arguments& arguments, Job&) {
    change_camera(document, [&](Camera& camera) { camera.wireframe = argument<bool>(arguments, "on"); });
}

void undo(Document& document, const Arguments&, Job&) {
    if (!document.undo()) throw std::runtime_error("Nothing to undo");
}

void redo(Document& document, const Arguments&, Job&) {
    if (!document.redo()) throw std::runtime_error("Nothing to redo");
}

FileSpace space_of(const Arguments& arguments) {
    return {up_axis_named(argument<std::string>(arguments, "up_axis")), argument<double>(arguments, "scale"),
            length_unit_of(argument<std::string>(arguments, "unit"))};
}

void load(Document& document, const Arguments& arguments, Job& job) {
    const std::filesystem::path path(argument<std::string>(arguments, "path"));
    std::vector<Object> objects = load_meshes(path, job, space_of(arguments));
    const bool was_empty = document.object_count() == 0;
    job.poll();
    add_loaded(document, std::move(objects), path);
    if (was_empty) frame(document, document.snapshot()->finite_bounds());
}

void save(Document& document, const Arguments& arguments, Job& job) {
    const std::filesystem::path path(argument<std::string>(arguments, "path"));
    const bool selected_only = argument<bool>(arguments, "selected_only");
    const ScenePtr scene = document.snapshot();
    std::vector<Object> objects;
    scene->for_each([&](ObjectId id, const Object& object) {
        if (!selected_only || scene->is_selected(id)) objects.push_back(object);
    });
    save_meshes(path, objects, job, space_of(arguments));
    document.report_saved(std::filesystem::absolute(path).string());
}

std::vector<Parameter> with_space(std::vector<Parameter> parameters) {
    parameters.push_back(optional_value(
        "up_axis", "the file's axis that points up: Y or Z; if empty, Y for OBJ and glTF and Z for others",
        std::string()));
    parameters.push_back(
        optional_value("scale", "multiplies lengths", 1.0, "", smallest_file_scale, largest_file_scale));
    parameters.push_back(optional_value("unit", "of the file's lengths: m, cm, mm, km, in or ft", std::string("m")));
    return parameters;
}

}  // namespace

void add_scene_commands(std::vector<Command>& commands) {
    const Contract keeps_document{.mutates = false};  // makes no undo step
    const auto nothing_visible = [](const Scene& scene) {
        bool found = false;
        scene.for_each([&](ObjectId, const Object& object) { found |= is_seen(object); });
        return found ? "" : "There is nothing to see";
    };
    const auto nothing_selected = [](const Scene& scene) -> std::string {
        if (scene.selection().empty()) return why_no_selection(scene);
        const bool found = std::ranges::any_of(scene.selection(),
                                               [&](ObjectId id) { return is_seen(*scene.find(id)); });
        return found ? "" : "Nothing visible is selected";
    };
    commands.push_back({.name = "scene.clear",
                        .label = "Clear scene",
                        .doc = "Remove every object.",
                        .why_not = why_no_objects,
                        .run = clear});
    commands.push_back({.name = "view.frame_selected",
                        .label = "Frame selected",
                        .doc = "Move the camera so that the selected objects fill the view.",
                        .contract = keeps_document,
                        .why_not = nothing_selected,
                        .run = frame_selected});
    commands.push_back({.name = "view.frame_all",
                        .label = "Frame all",
                        .doc = "Move the camera so that everything is in view.",
                        .contract = keeps_document,
                        .why_not = nothing_visible,
                        .run = frame_all});
    commands.push_back({.name = "view.axis",
                        .label = "View along axis",
                        .doc = "Look at the scene along an axis.",
                        .parameters = {with_choices(required_text("name", "front, back, right, left, top, bottom"),
                                                    {"front", "back", "right", "left", "top", "bottom"})},
                        .contract = keeps_document,
                        .run = view_axis});
    commands.push_back({.name = "view.set_camera",
                        .label = "Set camera",
                        .doc = "Move the camera of the view.",
                        .parameters = {required_value("target", "the point that it looks at", glm::vec3(0), "m"),
                                       required_value("yaw", "angle around Z", 0.0, "deg", -1e6, 1e6),
                                       required_value("pitch", "angle above the floor", 0.0, "deg", -89.9, 89.9),
                                       required_value("distance", "from the target", 8.0, "m", Camera::least_distance,
                                                      Camera::most_distance)},
                        .contract = keeps_document,
                        .run = set_view});
    commands.push_back({.name = "view.set_orthographic",
                        .label = "Set orthographic",
                        .doc = "Show the scene without perspective, or with it.",
                        .parameters = {optional_value("on", "without perspective", true)},
                        .contract = keeps_document,
                        .run = set_orthographic});
    commands.push_back({.name = "view.set_wireframe",
                        .label = "Set wireframe",
                        .doc = "Draw meshes as lines, or shaded.",
                        .parameters = {optional_value("on", "as lines", true)},
                        .contract = keeps_document,
                        .run = set_wireframe});
    commands.push_back(
        {.name = "edit.undo",
         .label = "Undo",
         .doc = "Undo the last step.",
         .contract = keeps_document,
         .why_not = [](const Scene& scene) { return scene.undo_name().empty() ? "Nothing to undo" : ""; },
         .run = undo});
    commands.push_back(
        {.name = "edit.redo",
         .label = "Redo",
         .doc = "Redo the step that was undone last.",
         .contract = keeps_document,
         .why_not = [](const Scene& scene) { return scene.redo_name().empty() ? "Nothing to redo" : ""; },
         .run = redo});
    commands.push_back({.name = "io.load",
                        .label = "Load",
                        .doc = "Add the meshes of a file to the scene and select them.",
                        .parameters = with_space({file_path("path", "an OBJ, STL, PLY, OFF or glTF file")}),
                        .contract = {.heavy = true},
                        .run = load});
    commands.push_back(
        {.name = "io.save",
         .label = "Save",
         .doc = "Write the objects to a file; the extension decides the format.",
         .parameters = with_space({file_path("path", "an OBJ, STL, PLY, OFF or glTF file"),
                                   optional_value("selected_only", "write only the selected objects", false)}),
         .contract = {.heavy = true, .mutates = false},
         .why_not = why_no_objects,
         .run = save});
}

}  // namespace gimbal::document
