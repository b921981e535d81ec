// Reads and writes one script. The error for a bad file names it. A failed write keeps the old text.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

namespace gimbal::app {

struct ScriptFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Thread: UI.   GIL: never. Both throw ScriptFileError.
std::string read_script(
    const std::filesystem::path& path);  // UTF-8 text of at most 10 MB, without a byte order mark, "\n" ends
void write_script(const std::filesystem::path& path, const std::string& text);  // by AtomicFile

}  // namespace gimbal::app
