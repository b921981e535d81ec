// Mesh files: OBJ, STL, PLY, glTF (.gltf, .glb), read by Assimp; STL and PLY written by it, OBJ and glTF by our own
// writers.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/scene/scene.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Names the file, what is wrong and what to do.
struct MeshFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct NamedMesh {
    std::string name;
    Mesh mesh;
};

// Coordinates are taken and written as they are: no axis is turned, no unit scaled. One mesh for each object (glTF
// node, OBJ object or group) with node transforms applied, named as in the file, else after the file. Polygons become
// triangles; points, lines, degenerate triangles, normals, texture coordinates and materials are left out; vertices at
// one place are joined (except in PLY, whose numbering is kept). A file that is cut off where its format declares no
// counts (OBJ) cannot be told. Thread: worker.   GIL: not held. Throw MeshFileError or Cancelled; a cancel ends them
// within milliseconds.
std::vector<NamedMesh> load_meshes(const std::filesystem::path& path, Job& job);
// World-space vertices of each object. Written to a folder beside the target and renamed, so that a failure or cancel
// leaves the old file. OBJ and glTF keep the objects' names; STL and PLY hold all triangles as one.
void save_meshes(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);
const std::vector<std::string>& readable_extensions();  // ".obj" …
const std::vector<std::string>& writable_extensions();

}  // namespace gimbal::document
