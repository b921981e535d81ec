// A reader of mesh files gets any bytes: it returns a scene whose indices are in range, or reports a damaged file.
#include <cstdint>
#include <cstdlib>

#include "api/document/io/read/file_scene.h"

using namespace gimbal::document;

namespace {

void check(bool holds) {
    if (!holds) std::abort();
}

}  // namespace

// READER: read_obj, read_stl, read_ply, read_off or read_gltf
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Job job("fuzz");
    try {
        const FileScene scene = READER({reinterpret_cast<const char*>(data), size}, {"/nowhere/fuzz", job});
        for (const FileObject& object : scene.objects) check(object.mesh < scene.meshes.size());
        for (const FileMesh& mesh : scene.meshes) {
            for (const Triangle& t : mesh.triangles)
                for (std::uint32_t v : t) check(v < mesh.positions.size());
            for (const Line& line : mesh.lines)
                for (std::uint32_t v : line) check(v < mesh.positions.size());
            check(mesh.colours.empty() || mesh.colours.size() == mesh.positions.size());
            for (const glm::vec4& colour : mesh.colours)
                for (int i = 0; i < 4; ++i) check(colour[i] >= 0 && colour[i] <= 1);
        }
    } catch (const BadMeshFile&) {  // the sentence is for the user
    }
    return 0;
}
