// Paths that the host leaves out: those of the package (gimbal/console/package_paths.h), then those beside the program.
#include "gimbal/console/python/python.h"
#include "engine/interpreter/find_python.h"

#include <dlfcn.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <stdexcept>

#include "engine/python/python_home.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr const char* version = Py_STRINGIFY(PY_MAJOR_VERSION) "." Py_STRINGIFY(PY_MINOR_VERSION);
constexpr const char* half = "gimbal_console";

std::atomic<const char*> package_python_dir{""}, package_launcher{""}, package_header{""};

[[noreturn]] void refuse(const std::string& sentence) { throw std::runtime_error(sentence); }

bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

bool is_program(const fs::path& path) {
    std::error_code ignored;
    return fs::is_regular_file(path, ignored) && access(path.c_str(), X_OK) == 0;
}

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

// An interpreter of the same version, so that a worker process never starts the host again.
fs::path found_launcher(const fs::path& home) {
    std::vector<fs::path> programs{package_launcher.load()};
    for (const fs::path& prefix : prefixes()) programs.push_back(prefix / "libexec/gimbal_console/python");
    programs.push_back(home / "bin" / (std::string("python") + version));
    const auto found = std::ranges::find_if(programs, is_program);
    return found != programs.end() ? *found : fs::path();
}

void check_home(const fs::path& home) {
    const fs::path library = standard_library();
    if (is_there(library / "os.py") || is_there(home / "lib64" / library.filename() / "os.py")) return;
    refuse("Python cannot start: there is no standard library of Python " + std::string(version) + " in " +
           library.string() + "; EngineOptions::python_home must be the prefix of a Python " + version);
}

std::string version_in(const fs::path& settings) {
    std::ifstream file(settings);
    for (std::string line; std::getline(file, line);) {
        const auto equals = line.find('=');
        if (!line.starts_with("version") || equals == std::string::npos) continue;
        const auto value = line.find_first_not_of(' ', equals + 1);
        return value == std::string::npos ? std::string() : line.substr(value);
    }
    return {};
}

// Its interpreter. `site` then finds the packages beside it.
fs::path launcher_of_environment(const fs::path& environment) {
    const fs::path program = environment / "bin/python", settings = environment / "pyvenv.cfg";
    const std::string refused = "Python cannot start in the virtual environment " + environment.string();
    if (!is_there(settings) || !is_program(program))
        refuse(refused + ": it has no pyvenv.cfg or no bin/python; make it with python" + version + " -m venv " +
               environment.string());
    const std::string made_by = version_in(settings);
    if (!made_by.empty() && made_by != version && !made_by.starts_with(std::string(version) + "."))
        refuse(refused + ": it was made by Python " + made_by + ", and this program has Python " + version +
               "; make it anew with python" + version + " -m venv");
    return program;
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

InterpreterOptions find_python(const EngineOptions& options) {
    InterpreterOptions found;
    set_python_home(options.python_home);
    const fs::path home = python_home();
    check_home(home);
    found.isolated = options.isolated;
    found.search_paths = checked_search_paths(options);
    if (!options.virtual_environment.empty()) {
        found.launcher = launcher_of_environment(options.virtual_environment);
        return found;
    }
    if (!options.launcher.empty() && !is_program(options.launcher))
        refuse("Python cannot start: EngineOptions::launcher, " + options.launcher.string() +
               ", is no program that can be started; name a python" + version + ", or leave it out");
    found.launcher = options.launcher.empty() ? found_launcher(home) : options.launcher;
    return found;
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
