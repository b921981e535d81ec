// Paths that the host leaves out: those of the package (gimbal/console/package_paths.h), then those beside the program.
#include "gimbal/console/python/python.h"
#include "engine/interpreter/find_python.h"

#include <dlfcn.h>

#include <algorithm>
#include <atomic>
#include <stdexcept>

#include "engine/interpreter/python_files.h"
#include "engine/python/python_home.h"
#include "gimbal/console/environment/virtual_environment.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr const char* half = "gimbal_console";

std::atomic<const char*> package_python_dir{""}, package_launcher{""}, package_header{""};

[[noreturn]] void refuse(const std::string& sentence) { throw std::runtime_error(sentence); }

bool holds_half(const fs::path& folder) { return is_there(folder / half / "__init__.py"); }

// The prefixes in which a package may be installed: of the headers, of the library or program that contains this code,
// and of the process. The last two find a package that was moved with the program.
std::vector<fs::path> prefixes() {
    std::vector<fs::path> found;
    std::error_code ignored;
    if (const fs::path header = fs::canonical(package_header.load(), ignored); !header.empty())
        for (fs::path folder = header.parent_path(); folder.has_relative_path(); folder = folder.parent_path())
            found.push_back(folder);  // the include folder may be at any depth: include/x86_64-linux-gnu
    Dl_info info{};
    if (dladdr(reinterpret_cast<void*>(&detail::note_package_paths), &info) && info.dli_fname)
        found.push_back(fs::canonical(info.dli_fname, ignored).parent_path().parent_path());
    found.push_back(fs::read_symlink("/proc/self/exe", ignored).parent_path().parent_path());
    return found;
}

fs::path found_half() {
    std::vector<fs::path> folders{package_python_dir.load()};
    for (const fs::path& prefix : prefixes()) folders.push_back(prefix / "share/gimbal_console/python");
    const auto found = std::ranges::find_if(folders, holds_half);
    return found != folders.end() ? *found : fs::path();
}

fs::path interpreter_of(const fs::path& home) { return home / "bin" / (std::string("python") + python_tag); }

// An interpreter of the same version, so that a worker process never starts the host again. That of a home that the
// host ships, because another one would find another library.
fs::path found_launcher(const fs::path& home, bool is_shipped) {
    std::vector<fs::path> programs{package_launcher.load()};
    for (const fs::path& prefix : prefixes()) programs.push_back(prefix / "libexec/gimbal_console/python");
    programs.insert(is_shipped ? programs.begin() : programs.end(), interpreter_of(home));
    const auto found = std::ranges::find_if(programs, is_program);
    return found != programs.end() ? *found : fs::path();
}

void check_home(const fs::path& home) {
    const fs::path library = library_of(home);
    if (is_there(library / "os.py") || is_there(home / "lib64" / library.filename() / "os.py")) return;
    refuse("Python cannot start: there is no standard library of Python " + std::string(python_version_built_for) +
           " in " + library.string() + "; EngineOptions::python_home must be the prefix of a Python " +
           python_version_built_for);
}

VirtualEnvironment checked_environment(const fs::path& folder) {
    VirtualEnvironment found = read_environment(folder);
    if (!found.problem.empty())
        refuse("Python cannot start in the virtual environment " + found.folder.string() + ": " + found.problem);
    return found;
}

std::vector<fs::path> checked_search_paths(const EngineOptions& options) {
    std::vector<fs::path> paths = options.search_paths;
    std::string listed;
    for (const fs::path& path : paths) {
        if (!is_there(path))
            refuse("Python cannot start: the folder " + path.string() +
                   " of EngineOptions::search_paths does not exist; correct the path or leave it out");
        listed += (listed.empty() ? "" : ", ") + path.string();
    }
    if (std::ranges::any_of(paths, holds_half)) return paths;
    if (const fs::path found = found_half(); !found.empty()) {
        paths.push_back(found);
        return paths;
    }
    refuse("Python cannot start: the console's own Python package gimbal_console was not found" +
           (listed.empty() ? std::string() : " in " + listed) +
           "; link gimbal_console::paths, compile with the flags of pkg-config, or name the folder that holds "
           "gimbal_console in EngineOptions::search_paths");
}
}  // namespace

fs::path home_of(const EngineOptions& options) {
    return options.python_home.empty() ? fs::path(default_python_home()) : options.python_home;
}

InterpreterOptions plan_python(const EngineOptions& options) {
    InterpreterOptions plan;
    plan.home = home_of(options);
    check_home(plan.home);
    plan.isolated = options.isolated;
    plan.search_paths = checked_search_paths(options);
    if (!options.virtual_environment.empty()) {
        const VirtualEnvironment environment = checked_environment(options.virtual_environment);
        plan.launcher = environment.python;
        plan.base_launcher = environment.base_python;
        return plan;
    }
    if (!options.launcher.empty() && !is_program(options.launcher))
        refuse("Python cannot start: EngineOptions::launcher, " + options.launcher.string() +
               ", is no program that can be started; name a python" + python_tag + ", or leave it out");
    const bool is_shipped = plan.home != default_python_home();
    plan.launcher = options.launcher.empty() ? found_launcher(plan.home, is_shipped) : options.launcher;
    // An environment that links to the launcher of a host would end with the host.
    if (const fs::path base = interpreter_of(plan.home); is_program(base)) plan.base_launcher = base;
    return plan;
}

InterpreterOptions find_python(const EngineOptions& options) {
    InterpreterOptions plan = plan_python(options);
    set_python_home(plan.home);
    return plan;
}

bool detail::note_package_paths(const char* python_dir, const char* launcher) noexcept {
    package_python_dir.store(python_dir);
    package_launcher.store(launcher);
    return true;
}

bool detail::note_package_header(const char* header) noexcept {
    if (header[0] == '/') package_header.store(header);  // else it is relative to the folder of the compiler
    return true;
}

}  // namespace gimbal::console
