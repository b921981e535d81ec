// What an engine with some options would start: paths, versions, the virtual environment, and what is wrong.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/environment/virtual_environment.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

struct PythonDescription {
    std::string version = {};                     // of the library that is loaded: "3.11.2"
    std::string built_for = {};                   // of the headers that the console was compiled with
    std::filesystem::path library = {};           // libpython's file; the program's own if it is linked statically
    std::filesystem::path home = {};              // the prefix of the base
    std::filesystem::path standard_library = {};  // "HOME/lib/python3.11"
    std::filesystem::path executable = {};        // sys.executable, which child processes start
    std::vector<std::filesystem::path> search_paths = {};  // first on sys.path: the host's packages and gimbal_console
    std::optional<VirtualEnvironment> environment = {};    // none: the base
    bool isolated = true;

    std::string failure = {};               // why an engine does not start; empty: nothing is known to prevent it
    std::vector<std::string> remarks = {};  // what works, but badly
};

// Looks at files only: it starts neither Python nor a process, and does not disturb an engine that runs. What only
// Python itself knows, such as the whole sys.path, is told by gimbal_console.runtime.python_report in a cell.
// Thread: any.   GIL: not needed.
PythonDescription describe_python(const EngineOptions& options = {});

// Lines of a name and a value for a person, as `gimbal doctor` prints them.
std::vector<std::string> lines_of(const PythonDescription& description);

}  // namespace gimbal::console
