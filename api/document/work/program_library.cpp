// Where our libraries lie, and the one way in which they are loaded.
#include "api/document/work/program_library.h"

#include <dlfcn.h>

#include <filesystem>
#include <stdexcept>

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

// Beside the program, where an installed program keeps its libraries, or (for tests and benchmarks) where it was built.
fs::path find_library(const std::string& name, const std::string& purpose) {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& candidate :
         {folder / name, folder.parent_path() / "lib" / "gimbal" / name, fs::path(GIMBAL_BUILD_DIR) / name})
        if (fs::exists(candidate, error)) return candidate;
    throw std::runtime_error("the program's library for " + purpose + " is missing: " + (folder / name).string() +
                             ". Build it again with ./run");
}

}  // namespace

// Local: a library's own definitions come before those of what it depends on, and Python's extensions see neither.
void* load_from_program_library(const std::string& file_name, const char* entry, const std::string& purpose) {
    const fs::path path = find_library(file_name, purpose);
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (void* function = library ? dlsym(library, entry) : nullptr) return function;
    const char* reason = dlerror();
    throw std::runtime_error("the program's library for " + purpose + " cannot be loaded: " + path.string() + " (" +
                             (reason ? reason : "unknown reason") + "). Build it again with ./run");
}

}  // namespace gimbal::document
