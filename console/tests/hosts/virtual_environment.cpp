// An Engine in a virtual environment is the Python of that environment, and so are its child processes.
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gimbal/console/environment/describe_python.h"
#include "tests/hosts/host.h"

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
namespace fs = std::filesystem;

std::string printed_by(const EngineOptions& options, const std::string& code) {
    Host host(options);
    EXPECT(host.run(code) == RunState::done);
    EXPECT(host.engine.quit(30));
    return host.text;
}

std::string in_lines(std::initializer_list<fs::path> paths) {
    std::string text;
    for (const fs::path& path : paths) text += path.string() + "\n";
    return text;
}

void make_environment(const fs::path& folder) {
    EXPECT(std::system((test_python() + " -m venv --without-pip " + folder.string()).c_str()) == 0);
}

// The prefix and the packages of the engine, of a child process and of a worker.
void is_that_of_the_environment(const EngineOptions& options) {
    const VirtualEnvironment environment = read_environment(options.virtual_environment);
    std::ofstream(environment.site_packages / "of_the_venv.py") << "def where(_): return __file__\n";
    const std::string text = printed_by(options, "import multiprocessing, of_the_venv, subprocess, sys\n"
                                                 "print(sys.prefix, sys.executable, of_the_venv.__file__, sep='\\n')\n"
                                                 "ask = 'import of_the_venv, sys; print(sys.prefix)'\n"
                                                 "print(subprocess.check_output([sys.executable, '-c', ask], "
                                                 "text=True), end='')\n"
                                                 "with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
                                                 "    print(*pool.map(of_the_venv.where, [1]))\n");
    const fs::path module = environment.site_packages / "of_the_venv.py";
    EXPECT(text == in_lines({environment.folder, environment.python, module, environment.folder, module}));
}

// An environment is made of the base, not of the environment or the launcher in which `-m venv` runs.
void makes_another_of_the_base(EngineOptions options, const fs::path& folder) {
    const fs::path base = fs::canonical(read_environment(options.virtual_environment).base_python);
    const auto made_in = [&](const char* name) {
        printed_by(options, "import venv; venv.create('" + (folder / name).string() + "', symlinks=True)");
        return read_environment(folder / name);
    };
    EXPECT(made_in("inner").base_python == base);
    options.virtual_environment.clear();
    options.launcher.clear();  // that of the package
    const VirtualEnvironment of_base = made_in("outer");
    EXPECT(of_base.problem.empty());
    EXPECT(of_base.base_python != fs::canonical(describe_python(options).executable));
}

// A host ships a Python of its own as a folder.
void a_shipped_home_is_the_prefix(const fs::path& folder) {
    const PythonDescription base = describe_python();
    const std::string name = base.standard_library.filename();  // "python3.11"
    fs::create_directories(folder / "lib");
    fs::create_directories(folder / "bin");
    fs::create_directory_symlink(base.standard_library, folder / "lib" / name);
    fs::create_symlink(test_python(), folder / "bin" / name);
    EngineOptions options;
    options.search_paths = {test_console()};
    options.python_home = folder;
    EXPECT(printed_by(options, "import json, sys; print(sys.prefix, sys.executable, sep='\\n')") ==
           in_lines({folder, folder / "bin" / name}));
}
}  // namespace

int main() {
    const fs::path folder = fs::canonical(fs::temp_directory_path()) / ("host_venv." + std::to_string(getpid()));
    make_environment(folder / "venv");
    EngineOptions options = host_options();
    options.virtual_environment = folder / "venv";
    is_that_of_the_environment(options);
    options.isolated = false;
    is_that_of_the_environment(options);
    makes_another_of_the_base(options, folder);
    a_shipped_home_is_the_prefix(folder / "shipped");
    fs::remove_all(folder);
    return result();
}
