// Decodes accessors of a glTF file: any component type, strides, sparse values.
#pragma once
#include <vector>

#include "api/document/io/read/gltf_file.h"

namespace gimbal::document {

// `Item`: glm::vec3, glm::vec4 or glm::mat4, of floats. Normalised integers become numbers from -1 to 1.
// Throws BadMeshFile or Cancelled.
template <class Item>
std::vector<Item> items_of(GltfFile& file, std::uint64_t accessor);

std::vector<std::uint32_t> indices_of(GltfFile& file, std::uint64_t accessor);

}  // namespace gimbal::document
