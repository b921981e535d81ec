// Finds and loads the libraries of the program.
#include "api/document/work/program_library.h"

#include <dlfcn.h>

#include <filesystem>
#include <stdexcept>

namespace gimbal::document {
namespace {

namespace fs = std::filesystem;

// Tests and benchmarks are in folders below the build folder. An installed program is in none.
fs::path build_folder_above(fs::path folder) {
    std::error_code error;
    for (; folder != folder.parent_path(); folder = folder.parent_path())
        if (fs::exists(folder / "CMakeCache.txt", error)) return folder;
    return {};
}

// Beside the program, in lib/gimbal of an installation, or in the build folder.
fs::path find_library(const std::string& name, const std::string& purpose) {
    std::error_code error;
    const fs::path folder = fs::read_symlink("/proc/self/exe", error).parent_path();
    for (const fs::path& candidate :
         {folder / name, folder.parent_path() / "lib" / "gimbal" / name, build_folder_above(folder) / name})
        if (candidate.is_absolute() && fs::exists(candidate, error)) return candidate;
    throw std::runtime_error("the program's library for " + purpose + " is missing: " + (folder / name).string() +
                             ". Build it again with ./run");
}

}  // namespace

// RTLD_LOCAL: a library's definitions come before those of its dependencies, and Python's extensions see neither.
void* load_from_program_library(const std::string& file_name, const char* entry, const std::string& purpose) {
    const fs::path path = find_library(file_name, purpose);
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (void* function = library ? dlsym(library, entry) : nullptr) return function;
    const char* reason = dlerror();
    throw std::runtime_error("the program's library for " + purpose + " cannot be loaded: " + path.string() + " (" +
                             (reason ? reason : "unknown reason") + "). Build it again with ./run");
}

}  // namespace gimbal::document
