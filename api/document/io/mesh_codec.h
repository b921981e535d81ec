// The interface to the library that contains Assimp. The library is loaded with the first mesh file, because loading it
// takes longer than everything else that Gimbal adds to the start of Python.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "api/document/mesh/mesh.h"
#include "api/document/work/job.h"

namespace gimbal::document {

// A mesh exactly as in the file: the name may be empty or contain any bytes, coordinates may be infinite or NaN.
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

// The functions of assimp_codec. They can use only the headers of this program, which exports no functions to it. Its
// exceptions cross the border, since their types are in headers (MeshFileError, Cancelled) or in the standard library.
// Thread: any, several at a time.   GIL: not held.
struct MeshCodec {
    // Returns one mesh for each node that has any, transforms applied. Sets the job's progress up to `parsing_share`.
    std::vector<RawMesh> (*read)(const std::filesystem::path& path, const std::string& extension, Job& job);
    // `format`: Assimp's name, "stlb", "plyb".
    void (*write)(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
                  Job& job);
};

extern "C" using MeshCodecEntry = const MeshCodec & ();
inline constexpr const char* mesh_codec_entry = "gimbal_mesh_codec";

// Loads the library on the first call. Throws MeshFileError that names the library and the remedy.
const MeshCodec& mesh_codec();

}  // namespace gimbal::document
