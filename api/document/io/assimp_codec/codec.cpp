// The entry point of the library that contains Assimp.
#include <stdexcept>

#include "api/document/io/assimp_codec/codec.h"

// Debian's Assimp is built with assertions, and some damaged files fail one. Assimp's handler would abort the program.
// This handler replaces it, because the dynamic linker searches this library before the libraries that it needs. It
// throws, and Assimp then gives up the file.
namespace Assimp {
void aiAssertViolation(const char* expression, const char*, int);
void aiAssertViolation(const char* expression, const char*, int) {
    throw std::runtime_error(std::string("broken: ") + expression);
}
}  // namespace Assimp

extern "C" const gimbal::document::MeshCodec& gimbal_mesh_codec();
extern "C" const gimbal::document::MeshCodec& gimbal_mesh_codec() {
    static constexpr gimbal::document::MeshCodec codec{gimbal::document::read_by_assimp,
                                                       gimbal::document::write_by_assimp};
    return codec;
}
