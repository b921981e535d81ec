// Decodes accessors of a glTF file: any component type, strides, sparse values.
#pragma once
#include <vector>

#include "api/document/io/read/gltf_file.h"

namespace gimbal::document {

// `Item`: glm::vec3, glm::vec4 or glm::mat4, of floats. Normalised integers become numbers from -1 to 1.
// Throws BadMeshFile or Cancelled.
template <class Item>
std::vector<Item> items_of(GltfFile& file, std::uint64_t accessor);

// Of type VEC3 or VEC4, linear, clamped to 0 to 1. Integers are normalised, even if the accessor does not say so.
Colours colours_of(GltfFile& file, std::uint64_t accessor);

std::vector<std::uint32_t> indices_of(GltfFile& file, std::uint64_t accessor);

}  // namespace gimbal::document
