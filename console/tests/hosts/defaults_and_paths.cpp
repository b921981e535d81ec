// An Engine without options finds the launcher and the Python half. The paths of a host are used, or named if they are
// wrong.
#include "tests/hosts/host.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace gimbal::console;
using namespace gimbal::console::test;

namespace {
namespace fs = std::filesystem;

std::string failure_of(EngineOptions options) {
    Host host(std::move(options));
    EXPECT(host.wait_for<EngineFailed>());
    const EngineFailed* failed = host.find<EngineFailed>();
    EXPECT(host.engine.quit(30));
    return failed ? failed->why : "";
}
std::string printed_by(EngineOptions options, const std::string& code) {
    Host host(std::move(options));
    EXPECT(host.run(code) == RunState::done);
    EXPECT(host.engine.quit(30));
    return host.text;
}
}  // namespace

int main() {
    const fs::path folder = fs::temp_directory_path() / ("host_paths." + std::to_string(getpid()));
    fs::create_directories(folder / "lib");
    std::ofstream(folder / "lib/of_the_host.py") << "name = 'mine'\n";

    const std::string text = printed_by({}, "import asyncio, os, subprocess, sys\n"
                                            "print(os.path.basename(sys.executable).startswith('python'))\n"
                                            "print(subprocess.run([sys.executable, '-c', 'print(42)'], "
                                            "capture_output=True, text=True).stdout, await asyncio.sleep(0, 'half'))");
    EXPECT(text == "True\n42\n half\n");

    EngineOptions own;
    own.search_paths = {folder / "lib"};
    EXPECT(printed_by(own, "import asyncio, of_the_host\nprint(of_the_host.name, await asyncio.sleep(0, 'half'))") ==
           "mine half\n");

    EngineOptions words;
    words.how_to_quit = "Alt-F4 ends the program";
    {
        Host host(words);
        EXPECT(host.run("exit()") == RunState::failed || host.run("1") == RunState::done);
        EXPECT(host.wait_for_text("exit() ended this run only; Alt-F4 ends the program\n"));
        EXPECT(host.engine.quit(30));
    }
    words.how_to_quit = "";
    EXPECT(contains(printed_by(words, "try: exit()\nexcept SystemExit: print('caught')"), "caught"));

    EngineOptions wrong;
    wrong.search_paths = {folder / "missing"};
    EXPECT(contains(failure_of(wrong), (folder / "missing").string()));
    EXPECT(contains(failure_of(wrong), "search_paths"));
    wrong = {};
    wrong.python_home = folder;
    EXPECT(contains(failure_of(wrong), "python_home"));
    wrong = {};
    wrong.launcher = folder / "no_python";
    EXPECT(contains(failure_of(wrong), "launcher"));
    wrong = {};
    wrong.virtual_environment = folder;
    EXPECT(contains(failure_of(wrong), "pyvenv.cfg"));

    const std::string make = test_python() + " -m venv --without-pip " + (folder / "venv").string();
    EXPECT(std::system(make.c_str()) == 0);
    std::string site;
    for (const auto& entry : fs::directory_iterator(folder / "venv/lib")) site = entry.path() / "site-packages";
    std::ofstream(site + "/of_the_venv.py") << "name = 'venv'\n";
    EngineOptions venv;
    venv.virtual_environment = folder / "venv";
    EXPECT(printed_by(venv, "import of_the_venv, sys\nprint(of_the_venv.name, sys.prefix == '" +
                                (folder / "venv").string() + "', sys.prefix != sys.base_prefix)") ==
           "venv True True\n");
    std::ofstream(folder / "venv/pyvenv.cfg") << "version = 3.2.1\n";
    EXPECT(contains(failure_of(venv), "Python 3.2.1"));

    setenv("PYTHONPATH", (folder / "lib").c_str(), 1);
    const std::string looks = "import importlib.util, sys\n"
                              "print(importlib.util.find_spec('of_the_host') is not None, sys.flags.isolated)";
    EXPECT(printed_by({}, looks) == "False 1\n");
    EngineOptions open;
    open.isolated = false;
    EXPECT(printed_by(open, looks) == "True 0\n");

    fs::remove_all(folder);
    return result();
}
