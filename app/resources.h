// Finds the program's own files: beside the executable in a build folder, under share/gimbal when installed.
#pragma once
#include <filesystem>

namespace gimbal::app {

struct Resources {
    std::filesystem::path launcher, python_dir, scripts_dir;
};

// Throws std::runtime_error with the folder that is missing.
Resources find_resources();

}  // namespace gimbal::app
