// A virtual environment that the host chooses.
#include "conformance/host_under_test.h"

#include <filesystem>
#include <fstream>

#include "conformance/checks.h"
#include "gimbal/console/environment/describe_python.h"

namespace gimbal::console::conformance {

namespace fs = std::filesystem;

std::string use_an_environment(const Job& job) {
    const fs::path folder = fs::canonical(job.folder) / "venv";
    EngineOptions options = options_of(job);
    options.virtual_environment.clear();
    {
        HostUnderTest base(job, options);  // the base makes the environment, as `python -m venv` does
        base.run("import venv; venv.create('" + folder.string() + "', symlinks=True)");
        base.quit();
    }
    const VirtualEnvironment environment = read_environment(folder);
    require(environment.problem.empty(), "the environment cannot be used: " + environment.problem);
    std::ofstream(environment.site_packages / "of_the_venv.py") << "answer = 42\n";
    options.virtual_environment = folder;
    HostUnderTest host(job, options);
    require(host.eval<int>("__import__('of_the_venv').answer", Where::run) == 42, "a package has another value");
    require(host.eval<std::string>("__import__('sys').prefix") == folder, "sys.prefix is not that of the environment");
    host.run("import subprocess, sys\n"
             "print(subprocess.check_output([sys.executable, '-c', 'import of_the_venv; print(of_the_venv.answer)'], "
             "text=True))");
    host.wait_for_text("42\n");
    host.quit();
    return "its packages are imported, here and in a child process";
}

}  // namespace gimbal::console::conformance
