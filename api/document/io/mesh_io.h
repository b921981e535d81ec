// Reads and writes mesh files: OBJ, STL, PLY, glTF (.gltf, .glb). Assimp reads all of them and writes STL and PLY.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// The message names the file, the problem and the remedy.
struct MeshFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};
[[noreturn]] inline void fail_reading(const std::filesystem::path& path, const std::string& what) {
    throw MeshFileError("cannot read '" + path.string() + "': " + what);
}

struct NamedMesh {
    std::string name;
    Mesh mesh;
};

// Both functions throw MeshFileError or Cancelled; a cancelled job ends them within milliseconds. Coordinates stay as
// they are: no axis is turned, no unit is scaled. Thread: any that may wait.   GIL: not held.

// Returns one mesh for each object of the file (glTF node, OBJ object or group), node transforms applied, named as in
// the file or after the file. Polygons become triangles. Points, lines, degenerate triangles, normals, texture
// coordinates and materials are left out. Vertices at the same place are joined, except in PLY, whose numbering is
// kept. A cut-off file is not detected if its format declares no counts (OBJ).
std::vector<NamedMesh> load_meshes(const std::filesystem::path& path, Job& job);
// Writes the world-space vertices of each object to a folder beside the target, then replaces the target, so a failure
// or a cancellation leaves the old file. OBJ and glTF keep the objects' names; STL and PLY contain all triangles as one
// mesh.
void save_meshes(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);
const std::vector<std::string>& readable_extensions();  // ".obj" …
const std::vector<std::string>& writable_extensions();

}  // namespace gimbal::document
