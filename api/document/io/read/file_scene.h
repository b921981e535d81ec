// The contents of a mesh file as a reader finds them, in the file's own axes and units. mesh_import.cpp makes objects
// from it.
#pragma once
#include <array>
#include <cstdint>
#include <filesystem>
#include <glm/glm.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// Thrown by readers: a sentence without its full stop that says what is wrong and where.
struct BadMeshFile : std::runtime_error {
    using std::runtime_error::runtime_error;
};
[[noreturn]] inline void bad_file(const std::string& what) { throw BadMeshFile(what); }

inline constexpr double reading_share = 0.8;  // of a load's progress; the rest makes meshes
inline constexpr const char* export_again = ". Copy or download it again, or export it again";

// Coordinates may be infinite or NaN. Every index is below the number of positions.
struct FileMesh {
    std::vector<glm::vec3> positions;  // in the order of the file
    std::vector<Triangle> triangles;
    std::vector<Line> lines;
    Colours colours{};               // linear; empty or one for each position
    bool join = false;               // the format repeats equal positions: for each corner (STL) or at seams (glTF)
    std::size_t flat_triangles = 0;  // which the reader has left out: a vertex repeats, so they have no area
};

// Several objects may use one mesh.
struct FileObject {
    std::string name;  // may be empty or contain any bytes
    std::size_t mesh = 0;
    glm::dmat4 matrix{1};  // to the file's scene
    std::optional<glm::vec4> colour;
    // In the scene's space, from a file of ours. It is used if it gives the matrix.
    std::optional<std::array<glm::vec3, 3>> transform{};  // location, rotation, scale
    std::size_t part_colours = 1;                         // how many the file has; `colour` is one of them
};

struct FileScene {
    std::vector<FileMesh> meshes;
    std::vector<FileObject> objects;
    // The vertices are to be turned if the up axis is not Z. Otherwise the objects are turned and the vertices keep the
    // file's numbers.
    bool turn_vertices = false;
    bool has_z_up = false;           // the file says so itself; it counts if the user names no axis
    bool names_are_escaped = false;  // the format has a spelling for line breaks in names
    // Name what an object cannot hold, for the sentence about the load: "without textures".
    std::vector<std::string> remarks{};
};

inline constexpr const char* without_face_colours = "without the colours of faces";

// A scene of one object without a name.
inline FileScene scene_of(FileMesh mesh) {
    FileScene scene;
    scene.meshes.push_back(std::move(mesh));
    scene.objects.push_back({});
    return scene;
}

// The folder and the job of a read. A reader polls the job at least every few milliseconds.
struct ReadContext {
    std::filesystem::path path;
    Job& job;
};

// Each throws BadMeshFile or Cancelled. Memory is bounded by a multiple of the file's size.
// Thread: any.   GIL: not held.
FileScene read_obj(std::string_view contents, const ReadContext& context);
FileScene read_stl(std::string_view contents, const ReadContext& context);
FileScene read_ply(std::string_view contents, const ReadContext& context);
FileScene read_off(std::string_view contents, const ReadContext& context);
FileScene read_gltf(std::string_view contents, const ReadContext& context);  // text or binary

}  // namespace gimbal::document
