// Finds and loads the library that holds Assimp.
#include "api/document/mesh_codec.h"

#include <dlfcn.h>

#include "api/document/mesh_io.h"

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

// Beside the program, where an installed program keeps its libraries, or (for tests and benchmarks) where it was built.
fs::path find_library() {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    const fs::path beside = folder / GIMBAL_MESH_CODEC;
    for (const fs::path& candidate : {beside, folder.parent_path() / "lib" / "gimbal" / GIMBAL_MESH_CODEC,
                                      fs::path(GIMBAL_BUILD_DIR) / GIMBAL_MESH_CODEC})
        if (fs::exists(candidate, error)) return candidate;
    throw MeshFileError("the program's library for mesh files is missing: " + beside.string() + ". Build it again with ./run");
}

// Local: the library's own definitions come before Assimp's there, and neither is seen by Python's extensions.
const MeshCodec& load() {
    const fs::path path = find_library();
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);   // kept until the process ends
    void* entry = library ? dlsym(library, mesh_codec_entry) : nullptr;
    if (entry) return reinterpret_cast<MeshCodecEntry*>(entry)();
    const char* reason = dlerror();
    throw MeshFileError("the program's library for mesh files cannot be loaded: " + path.string() + " (" +
                             (reason ? reason : "unknown reason") + "). Build it again with ./run");
}

}  // namespace

const MeshCodec& mesh_codec() {
    static const MeshCodec& codec = load();                  // threads wait for the first; after a throw the next call tries again
    return codec;
}

}  // namespace gimbal::document
