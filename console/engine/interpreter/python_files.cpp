#include "gimbal/console/python/python.h"
#include "engine/interpreter/python_files.h"

#include <unistd.h>

namespace gimbal::console {

namespace fs = std::filesystem;

#define GIMBAL_PYTHON_VERSION Py_STRINGIFY(PY_MAJOR_VERSION) "." Py_STRINGIFY(PY_MINOR_VERSION)
const char* const python_version_built_for = GIMBAL_PYTHON_VERSION;
#ifdef Py_GIL_DISABLED
const char* const python_tag = GIMBAL_PYTHON_VERSION "t";
#else
const char* const python_tag = GIMBAL_PYTHON_VERSION;
#endif
#undef GIMBAL_PYTHON_VERSION

fs::path library_of(const fs::path& home) { return home / "lib" / (std::string("python") + python_tag); }

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

bool is_program(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

fs::path without_end_slash(const fs::path& path) {
    return path.has_filename() || !path.has_relative_path() ? path : path.parent_path();
}

fs::path end_of_links(fs::path path) {
    std::error_code failed;
    for (int links = 0; links < 40 && fs::is_symlink(path, failed); ++links)
        path = (path.parent_path() / fs::read_symlink(path, failed)).lexically_normal();
    return path;
}

std::string in_shell_quotes(const std::string& word) {
    constexpr const char* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-+,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

}  // namespace gimbal::console
