// The geometry of a glTF mesh: primitives of every mode, with colours, and morph targets at their default weights.
#pragma once
#include <optional>

#include "api/document/io/read/gltf_file.h"

namespace gimbal::document {

// The pose of the joints that move a mesh: from the mesh to the scene, one for each joint. Empty: no skin.
using Joints = std::vector<glm::mat4>;

struct GltfMesh {
    FileMesh mesh;
    std::optional<glm::vec4> colour;  // of the material of most corners
    std::size_t colours = 1;          // of different materials
};

// `weights`: of the node, or nullptr for those of the mesh. Throws BadMeshFile or Cancelled.
GltfMesh read_gltf_mesh(GltfFile& file, std::uint64_t mesh, const Json* weights, const Joints& joints);

}  // namespace gimbal::document
