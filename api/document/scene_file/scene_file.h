// A scene in one file: a zip archive (.gimbal) with a JSON manifest and the meshes as NumPy arrays.
//
// manifest.json              objects, transforms, colours, visibility, selection, camera, names of the other members
// meshes/0/vertices.npy      float32, shape (n, 3)
// meshes/0/triangles.npy     uint32, shape (n, 3)
// meshes/0/lines.npy         uint32, shape (n, 2), only if the mesh has lines
// meshes/0/colours.npy       float32, shape (n, 4), linear, only if the vertices have colours
// scripts/<n>.py             the text of a script that is open in the editor
//
// Meshes that share data share the member. numpy.load("scene.gimbal")["meshes/0/vertices"] reads one.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "api/document/io/mesh_io.h"
#include "api/document/scene/document.h"
#include "api/document/work/job.h"

namespace gimbal::document {

inline constexpr const char* scene_extension = ".gimbal";
inline bool is_scene_name(const std::filesystem::path& path) { return path.extension() == scene_extension; }
// The newest format that is read. Raise it when an older program would read a file wrongly; a file has the oldest
// version that can describe it. 1: the first. 2: colours of vertices.
inline constexpr int scene_format_version = 2;

// The message names the file, the problem and the remedy.
struct SceneFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The contents of a scene file, for writing. Cheap to copy: the scene is immutable.
struct SceneToWrite {
    ScenePtr scene;
    Camera camera;
    ScriptsPtr scripts;
};
SceneToWrite scene_to_write(const Document& document);

// All four poll the job and throw Cancelled, SceneFileError or, for errors of the system, std::system_error.
// Thread: any that may wait.   GIL: not held.

// Replaces the file as a whole (console::AtomicFile).
void write_scene_file(const std::filesystem::path& path, const SceneToWrite& scene, Job& job);
// Checks every size and number against the file, and runs nothing that is in it. Needs memory of at most a hundred
// times the file's size.
SceneContents read_scene_file(const std::filesystem::path& path, Job& job);

// Writes the document and marks it as saved there. Sets the job's note, as save_meshes() does.
FileReport save_scene(Document& document, const std::filesystem::path& path, Job& job);
// Replaces the document's scene.
void load_scene(Document& document, const std::filesystem::path& path, Job& job);

// The bytes of the meshes in a file of this scene. Data that objects share counts once.
std::uint64_t byte_count(const Scene& scene);

}  // namespace gimbal::document
