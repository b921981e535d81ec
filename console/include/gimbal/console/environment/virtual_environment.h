// A virtual environment as it is on disk, and the choice between the places that name one.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::console {

struct VirtualEnvironment {
    std::filesystem::path folder = {};         // absolute
    std::filesystem::path python = {};         // its bin/python, which becomes sys.executable
    std::filesystem::path base_python = {};    // the interpreter that bin/python is a link to, or a copy of
    std::filesystem::path site_packages = {};  // where pip installs
    std::string made_by = {};                  // the version of the Python that has made it; empty: unknown
    bool system_packages = false;              // made with --system-site-packages
    std::string problem = {};                  // why the embedded Python cannot use it, and the remedy; empty: it can
    std::string remark = {};                   // what works badly in it, and the remedy: it was moved
};

// Reads the files of the folder and starts nothing. A dead network drive can block it.
// Thread: any.   GIL: not needed.
VirtualEnvironment read_environment(const std::filesystem::path& folder);

struct NamedEnvironment {
    std::string by = {};                // "VIRTUAL_ENV", "the settings"
    std::filesystem::path folder = {};  // empty: none is named here
};

struct EnvironmentChoice {
    NamedEnvironment named = {};  // empty: nothing names one, so the base is used
    std::string problem = {};     // why it is not used, or could not be read; the base is used instead

    // For EngineOptions::virtual_environment; empty: the base.
    std::filesystem::path folder() const { return problem.empty() ? named.folder : std::filesystem::path(); }
    // "The virtual environment /x of VIRTUAL_ENV cannot be used: …"; empty: there is no problem.
    std::string problem_sentence() const;
};

// The first one with a folder decides, also if it cannot be used. Thread: any.   GIL: not needed.
EnvironmentChoice choose_environment(const std::vector<NamedEnvironment>& in_order);

// VIRTUAL_ENV: the environment of the activated shell that has started the process. Empty: none.
// Thread: any, while no other thread changes the environment variables.
std::filesystem::path environment_of_shell();

}  // namespace gimbal::console
