// The scripts of a folder with the first line of what each says about itself.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::app {

struct ExampleScript {
    std::filesystem::path path;
    std::string summary;
};

// Sorted by name. A folder that cannot be read has none.   Thread: any.
std::vector<ExampleScript> example_scripts(const std::filesystem::path& folder);

}  // namespace gimbal::app
