// Loads the library that contains Assimp.
#include "api/document/io/mesh_codec.h"

#include "api/document/io/mesh_io.h"
#include "api/document/work/program_library.h"

namespace gimbal::document {

const MeshCodec& mesh_codec() {
    static const auto entry = [] {  // other threads wait; after an exception the next call tries again
        try {
            return reinterpret_cast<MeshCodecEntry*>(
                load_from_program_library("gimbal_assimp_codec.so", mesh_codec_entry, "mesh files"));
        } catch (const std::runtime_error& error) { throw MeshFileError(error.what()); }
    }();
    return entry();
}

}  // namespace gimbal::document
