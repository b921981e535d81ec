// Assimp behind a wall: a library of its own that is loaded with the first mesh file, because loading it takes longer
// than everything else that Gimbal adds to the start of Python.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// As the file has it: the name may hold any bytes or be empty, the coordinates may be anything.
struct RawMesh {
    std::string name;
    std::vector<glm::vec3> positions;
    std::vector<Triangle> triangles;
};

struct MeshToWrite {
    std::string name;
    MeshPtr mesh;
    glm::mat4 matrix;
};

inline constexpr double parsing_share = 0.8;  // of a load's progress; the rest is conversion

// What api/document/io/assimp_codec implements. It may use of this program only what headers hold: nothing is exported to
// it. Its exceptions cross: they are of types whose code is in headers (MeshFileError, Cancelled) or of the standard
// library. Thread: any, several at a time.   GIL: not held.
class MeshCodec {
public:
    virtual ~MeshCodec() = default;
    // One mesh for each node that has any, transforms applied. Takes the job's progress to `parsing_share`.
    virtual std::vector<RawMesh> read(const std::filesystem::path& path, const std::string& extension,
                                      Job& job) const = 0;
    // `format` in Assimp's words: "stlb", "plyb".
    virtual void write(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
                       Job& job) const = 0;
};

extern "C" using MeshCodecEntry = const MeshCodec & ();
inline constexpr const char* mesh_codec_entry = "gimbal_mesh_codec";

// Loaded on the first call. Throws MeshFileError naming the library and the remedy.
const MeshCodec& mesh_codec();

}  // namespace gimbal::document
