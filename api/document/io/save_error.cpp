#include "api/document/io/save_error.h"

#include <cerrno>

namespace gimbal::document {

namespace fs = std::filesystem;

bool is_no_ordinary_file(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored) && !fs::is_regular_file(path, ignored) && !fs::is_directory(path, ignored);
}

std::string why_not_saved(const fs::path& path, const std::error_code& error) {
    if (is_no_ordinary_file(path)) return "it is not an ordinary file. Choose another name";
    const std::string folder = path.parent_path().empty() ? "." : path.parent_path().string();
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) return "it is a folder. Name a file in it";
    if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored))
        return "'" + folder + "' is a file and no folder. Choose another name";
    if (!fs::is_directory(folder, ignored))
        return "there is no folder '" + folder + "'. Make it first or choose another";
    if (error == std::errc::no_space_on_device || error.value() == EDQUOT)
        return error.message() + ". Free some space or choose another disk; the old file is kept";
    const bool denied = error == std::errc::permission_denied || error == std::errc::operation_not_permitted ||
                        error == std::errc::read_only_file_system;
    if (denied && fs::exists(path, ignored))
        return "you may not write the file (" + error.message() + "). Choose another name";
    if (denied) return "you may not write in the folder '" + folder + "' (" + error.message() + "). Choose another";
    return "no file can be made in the folder '" + folder + "' (" + error.message() + ")";
}

}  // namespace gimbal::document
