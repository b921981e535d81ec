// Finds the docstring without running or parsing the script.
#include "app/panels/editor/example_scripts.h"

#include <algorithm>
#include <fstream>

namespace gimbal::app {

namespace fs = std::filesystem;

namespace {

std::string first_docstring_line(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    while (std::getline(file, line)) {
        if (line.empty() || line[0] == '#') continue;
        const std::size_t begin = line.find("\"\"\"");
        if (begin == std::string::npos) return {};
        line.erase(0, begin + 3);
        return line.substr(0, line.find("\"\"\""));
    }
    return {};
}

}  // namespace

std::vector<ExampleScript> example_scripts(const fs::path& folder) {
    std::vector<ExampleScript> scripts;
    std::error_code error;
    for (fs::directory_iterator at(folder, error); !error && at != fs::directory_iterator(); at.increment(error))
        if (at->path().extension() == ".py") scripts.push_back({at->path(), first_docstring_line(at->path())});
    std::sort(scripts.begin(), scripts.end(),
              [](const ExampleScript& a, const ExampleScript& b) { return a.path < b.path; });
    return scripts;
}

}  // namespace gimbal::app
