// The manifest of a scene file: what the scene is, without the numbers of its meshes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "api/document/scene/scene_contents.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// The members of one mesh. Two meshes may name the same triangles, lines and colours.
struct MeshMembers {
    std::string vertices, triangles;
    std::string lines, colours;  // "": it has none
};
inline constexpr std::uint64_t longest_script = 16u << 20;  // in bytes; a file with a longer one is refused
struct ScriptMember {
    std::string member;
    SceneScript script;  // without its text
};

struct Manifest {
    std::vector<Object> objects;       // without their meshes
    std::vector<std::size_t> mesh_of;  // for each object its place in `meshes`
    std::vector<MeshMembers> meshes;
    std::vector<std::size_t> selection;
    Camera camera;
    std::vector<ScriptMember> scripts;
};

std::string manifest_text(const Manifest& manifest);
// Throws std::invalid_argument with what is wrong: "it was written by a newer version …". Throws Cancelled.
Manifest read_manifest(const std::string& text, const Job& job);

}  // namespace gimbal::document
