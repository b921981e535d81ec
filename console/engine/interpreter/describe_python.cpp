#include "gimbal/console/python/python.h"
#include "gimbal/console/environment/describe_python.h"

#include <stdexcept>

#include "engine/interpreter/find_python.h"
#include "engine/interpreter/python_files.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr std::size_t name_width = 18;

std::string line(const std::string& name, const std::string& value) {
    return name + std::string(name.size() < name_width ? name_width - name.size() : 1, ' ') + value;
}

// Made where the host's options are wrong, too.
void describe_files(const EngineOptions& options, PythonDescription& found) {
    found.home = home_of(options);
    found.standard_library = library_of(found.home);
    found.executable = options.launcher;
    found.search_paths = options.search_paths;
    if (!options.virtual_environment.empty()) found.environment = read_environment(options.virtual_environment);
    if (found.environment) found.executable = found.environment->python;
}

// Its interpreter brings a standard library of its own, as those of uv, pyenv and conda do.
bool is_of_another_python(const VirtualEnvironment& environment, const fs::path& home) {
    std::error_code ignored;
    const fs::path own = home / "bin" / (std::string("python") + python_tag);
    if (environment.base_python.empty() || fs::equivalent(environment.base_python, own, ignored)) return false;
    return environment.base_python.parent_path().parent_path() != fs::canonical(home, ignored);
}

void add_remarks(PythonDescription& found) {
    if (!found.version.starts_with(std::string(python_version_built_for) + "."))
        found.remarks.push_back("The console was compiled for Python " + found.built_for + ", and the library is " +
                                found.version + ": build the console for it");
    if (found.executable.empty())
        found.remarks.push_back("No interpreter was found for child processes, so multiprocessing does not work: "
                                "name one in EngineOptions::launcher");
    if (found.environment && is_of_another_python(*found.environment, found.home))
        found.remarks.push_back("The virtual environment was made by another Python of this version, " +
                                found.environment->base_python.string() +
                                ", which child processes of sys.executable use: packages work, and workers of "
                                "multiprocessing have the Python of the program");
    if (found.environment && !found.environment->remark.empty())
        found.remarks.push_back("The virtual environment works, but " + found.environment->remark);
    if (!found.environment && is_there(found.standard_library / "EXTERNALLY-MANAGED"))
        found.remarks.push_back("pip installs nothing into this Python, which the system manages: use a virtual "
                                "environment");
}
}  // namespace

PythonDescription describe_python(const EngineOptions& options) {
    PythonDescription found;
    found.version = python_version();
    found.built_for = PY_VERSION;
    found.library = python_library();
    found.isolated = options.isolated;
    describe_files(options, found);
    try {
        const InterpreterOptions plan = plan_python(options);
        found.executable = plan.launcher;
        found.search_paths = plan.search_paths;
    } catch (const std::runtime_error& error) {
        found.failure = error.what();
        return found;
    }
    add_remarks(found);
    return found;
}

std::vector<std::string> lines_of(const PythonDescription& description) {
    const PythonDescription& python = description;
    std::vector<std::string> lines = {line("Python", python.version), line("library", python.library.string()),
                                      line("home", python.home.string()),
                                      line("standard library", python.standard_library.string())};
    if (!python.environment) lines.push_back(line("environment", "none, the base Python is used"));
    if (const auto& environment = python.environment) {
        lines.push_back(line("environment", environment->folder.string()));
        if (!environment->made_by.empty()) lines.push_back(line("made by", "Python " + environment->made_by));
        if (!environment->base_python.empty()) lines.push_back(line("links to", environment->base_python.string()));
        lines.push_back(line("system packages", environment->system_packages ? "visible" : "not visible"));
    }
    lines.push_back(line("executable", python.executable.empty() ? "none" : python.executable.string()));
    for (const fs::path& path : python.search_paths) lines.push_back(line("first on sys.path", path.string()));
    for (const std::string& remark : python.remarks) lines.push_back(line("remark", remark));
    if (!python.failure.empty()) lines.push_back(line("problem", python.failure));
    return lines;
}

}  // namespace gimbal::console
