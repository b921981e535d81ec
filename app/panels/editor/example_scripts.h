// The scripts of a folder, each with the first line of its docstring.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::app {

struct ExampleScript {
    std::filesystem::path path;
    std::string summary;
};

// Sorted by name. Empty if the folder cannot be read.   Thread: any.
std::vector<ExampleScript> example_scripts(const std::filesystem::path& folder);

}  // namespace gimbal::app
