// Reads and writes one script. The error for a bad file names it. A failed write keeps the old text.
#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>

namespace gimbal::app {

struct ScriptFileError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Both throw ScriptFileError.   Thread: UI.   GIL: never.
// Reads UTF-8 text of at most 10 MB. Removes a byte order mark, and ends each line with "\n".
std::string read_script(const std::filesystem::path& path);
void write_script(const std::filesystem::path& path, const std::string& text);  // by AtomicFile

}  // namespace gimbal::app
