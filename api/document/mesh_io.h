// Mesh files: OBJ, STL, PLY, glTF (.gltf, .glb), read and written by Assimp.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "api/document/job.h"
#include "api/document/mesh.h"
#include "api/document/scene.h"

namespace gimbal::document {

// Names the file, what is wrong and what to do.
struct MeshFileError : std::runtime_error { using std::runtime_error::runtime_error; };

struct NamedMesh { std::string name; Mesh mesh; };

// Thread: worker.   GIL: not held. Throw MeshFileError or Cancelled.
std::vector<NamedMesh> load_meshes(const std::filesystem::path& path, Job& job);
// World-space vertices of each object. Written beside the target and renamed, so that a failure leaves the old file.
void save_meshes(const std::filesystem::path& path, const std::vector<Object>& objects, Job& job);
const std::vector<std::string>& readable_extensions();       // ".obj" …
const std::vector<std::string>& writable_extensions();

}  // namespace gimbal::document
