// The commands for scene files.
#include <system_error>

#include "api/document/commands/builtin_commands.h"
#include "api/document/io/save_error.h"
#include "api/document/scene_file/scene_file.h"

namespace gimbal::document {
namespace {

void save(Document& document, const Arguments& arguments, Job& job) {
    const std::filesystem::path path(argument<std::string>(arguments, "path"));
    try {
        save_scene(document, path, job);
    } catch (const std::system_error& error) {
        throw SceneFileError("cannot save '" + path.string() + "': " + why_not_saved(path, error.code()));
    }
}

void load(Document& document, const Arguments& arguments, Job& job) {
    const std::filesystem::path path(argument<std::string>(arguments, "path"));
    try {
        load_scene(document, path, job);
    } catch (const std::system_error& error) {
        throw SceneFileError("cannot open '" + path.string() + "': " + error.code().message());
    }
}

void new_scene(Document& document, const Arguments&, Job&) { document.replace({}); }

}  // namespace

void add_scene_file_commands(std::vector<Command>& commands) {
    const Contract heavy{.heavy = true, .mutates = false};  // replaces the history, so it is not a step in it
    commands.push_back({.name = "scene.new",
                        .label = "New scene",
                        .doc = "Begin an empty scene without a file.",
                        .contract = {.mutates = false},
                        .run = new_scene});
    commands.push_back({.name = "scene.load",
                        .label = "Open scene",
                        .doc = "Replace the scene by that of a file.",
                        .parameters = {file_path("path", "a .gimbal file")},
                        .contract = heavy,
                        .run = load});
    commands.push_back({.name = "scene.save",
                        .label = "Save scene",
                        .doc = "Write the scene to a file: objects, meshes, selection, camera and open scripts.",
                        .parameters = {file_path("path", "a .gimbal file")},
                        .contract = heavy,
                        .run = save});
}

}  // namespace gimbal::document
