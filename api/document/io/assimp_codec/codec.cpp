// The entry point of the library that contains Assimp.
#include <stdexcept>

#include "api/document/io/assimp_codec/read.h"
#include "api/document/io/assimp_codec/write.h"

// Debian's Assimp is built with assertions, and some damaged files fail one. Assimp's handler would abort the program.
// This handler replaces it, because the dynamic linker searches this library before the libraries that it needs. It
// throws, and Assimp then gives up the file.
namespace Assimp {
void aiAssertViolation(const char* expression, const char*, int);
void aiAssertViolation(const char* expression, const char*, int) {
    throw std::runtime_error(std::string("broken: ") + expression);
}
}  // namespace Assimp

namespace gimbal::document {
namespace {

class AssimpCodec final : public MeshCodec {
    std::vector<RawMesh> read(const std::filesystem::path& path, const std::string& extension,
                              Job& job) const override {
        return read_by_assimp(path, extension, job);
    }
    void write(const std::filesystem::path& path, const char* format, const std::vector<MeshToWrite>& meshes,
               Job& job) const override {
        write_by_assimp(path, format, meshes, job);
    }
};

}  // namespace
}  // namespace gimbal::document

extern "C" const gimbal::document::MeshCodec& gimbal_mesh_codec();
extern "C" const gimbal::document::MeshCodec& gimbal_mesh_codec() {
    static const gimbal::document::AssimpCodec codec;
    return codec;
}
