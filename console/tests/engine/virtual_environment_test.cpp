// Which virtual environments are usable, what is wrong with the others, and what an engine would start.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "gimbal/console/environment/describe_python.h"
#include "tests/support/test_paths.h"

using namespace gimbal::console;
namespace fs = std::filesystem;

namespace {

struct Folder {
    Folder() { fs::create_directories(path); }
    ~Folder() {
        std::error_code ignored;
        fs::remove_all(path, ignored);
    }
    fs::path path = fs::canonical(fs::temp_directory_path()) / ("gimbal-venv-" + std::to_string(::getpid()));
};

void write(const fs::path& file, const std::string& text) {
    std::ofstream stream(file);
    stream << text;
    REQUIRE(stream.good());
}

struct Environment : Folder {
    Environment() { make(folder); }
    void make(const fs::path& where, const std::string& options = "") {
        REQUIRE(std::system(
                    (test_python() + " -m venv --without-pip " + options + " '" + where.string() + "'").c_str()) == 0);
    }
    void set_version(const std::string& key, const std::string& version) {
        std::string text;
        std::ifstream lines(folder / "pyvenv.cfg");
        for (std::string line; std::getline(lines, line);)
            if (!line.starts_with("version")) text += line + "\n";
        lines.close();
        write(folder / "pyvenv.cfg", text + key + " = " + version + "\n");
    }
    std::string problem() const { return read_environment(folder).problem; }
    std::string our_version() const { return describe_python().version; }
    std::string our_minor() const { return our_version().substr(0, our_version().rfind('.')); }

    fs::path folder = path / "with space";
};

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

bool contains_line(const std::vector<std::string>& lines, const std::string& part) {
    for (const std::string& line : lines)
        if (contains(line, part)) return true;
    return false;
}

}  // namespace

TEST_CASE_FIXTURE(Environment, "an environment of this Python can be used, and says what it is") {
    const VirtualEnvironment found = read_environment(folder);
    CHECK(found.problem == "");
    CHECK(found.remark == "");
    CHECK(found.folder == folder);
    CHECK(found.python == folder / "bin/python");
    CHECK(found.base_python == fs::canonical(folder / "bin/python"));
    CHECK(found.made_by == our_version());
    CHECK_FALSE(found.system_packages);
    CHECK(fs::is_directory(found.site_packages));
}

TEST_CASE_FIXTURE(Environment, "the end of a path, links to the folder and --system-site-packages make no difference") {
    CHECK(read_environment(folder.string() + "/").folder == folder);
    CHECK(read_environment(folder / ".." / folder.filename()).folder == folder);
    fs::create_directory_symlink(folder, path / "link");
    CHECK(read_environment(path / "link").problem == "");
    CHECK(read_environment(path / "link").folder == path / "link");  // as python3 has it in sys.prefix
    make(path / "open", "--system-site-packages");
    CHECK(read_environment(path / "open").problem == "");
    CHECK(read_environment(path / "open").system_packages);
}

TEST_CASE_FIXTURE(Environment, "an environment made with copies tells the Python that it was copied from") {
    make(path / "copied", "--copies");
    REQUIRE_FALSE(fs::is_symlink(path / "copied/bin/python"));
    CHECK(read_environment(path / "copied").problem == "");
    CHECK(read_environment(path / "copied").base_python == read_environment(folder).base_python);
}

TEST_CASE_FIXTURE(Environment, "another minor version is refused with both numbers and the remedy") {
    set_version("version", "3.2.1");
    CHECK(problem() == "it was made by Python 3.2.1, and this program has Python " + our_version() +
                           "; make it anew with python" + our_minor() + " -m venv --clear '" + folder.string() + "'");
    set_version("version_info", "3.2.1.final.0");  // of virtualenv and uv
    CHECK(contains(problem(), "made by Python 3.2.1, and this program has Python " + our_version()));
    set_version("version", our_minor() + "1.5");  // 3.111.5 is not 3.11
    CHECK(contains(problem(), "made by Python " + our_minor() + "1.5"));
    set_version("version", our_minor() + ".999");
    CHECK(problem() == "");
    set_version("Version", "3.2.1");  // Python reads the keys in any case
    CHECK(contains(problem(), "3.2.1"));
}

TEST_CASE_FIXTURE(Environment, "the packages and the interpreter tell the version, too") {
    set_version("implementation", "CPython");  // without a version
    CHECK(problem() == "");
    fs::rename(folder / "lib" / ("python" + our_minor()), folder / "lib/python3.2");
    CHECK(contains(problem(), "its packages are those of Python 3.2, and this program has Python " + our_version()));
    fs::rename(folder / "lib/python3.2", folder / "lib" / ("python" + our_minor()));
    write(path / "python3.2", "#!/bin/sh\n");  // as after an upgrade of the system
    fs::permissions(path / "python3.2", fs::perms::owner_all);
    fs::remove(folder / "bin/python");
    fs::create_symlink(path / "python3.2", folder / "bin/python");
    CHECK(contains(problem(), "its bin/python is now Python 3.2, and this program has Python " + our_version()));
}

TEST_CASE_FIXTURE(Environment, "another implementation of Python is refused") {
    set_version("implementation", "PyPy");
    CHECK(contains(problem(), "made by PyPy"));
}

TEST_CASE_FIXTURE(Environment, "what is no environment, or none any more, says what to do") {
    CHECK(contains(read_environment(path).problem, "no pyvenv.cfg, so it is not a virtual environment"));
    CHECK(contains(read_environment(path / "none").problem, "there is no such folder; make it with python" +
                                                                our_minor() + " -m venv " + (path / "none").string()));
    fs::create_directories(path / "project");
    fs::rename(folder, path / "project/.venv");
    CHECK(contains(read_environment(path / "project").problem, (path / "project/.venv").string() + " is one"));
    fs::create_directories(path / "conda/conda-meta");
    CHECK(contains(read_environment(path / "conda").problem, "conda"));
}

TEST_CASE_FIXTURE(Environment, "an environment that another Python of this version has made is described as such") {
    const fs::path other = path / "other", python = other / "bin" / ("python" + our_minor());  // as uv installs one
    fs::create_directories(other / "bin");
    fs::create_directories(other / "lib");
    fs::copy_file(fs::canonical(test_python()), python);
    fs::create_directory_symlink(describe_python().standard_library, other / "lib" / python.filename());
    REQUIRE(std::system((python.string() + " -m venv --without-pip " + (path / "foreign").string()).c_str()) == 0);
    EngineOptions options;
    options.search_paths = {test_console()};
    options.virtual_environment = path / "foreign";
    CHECK(describe_python(options).failure == "");
    CHECK(contains_line(lines_of(describe_python(options)),
                        "made by another Python of this version, " + python.string()));
    options.virtual_environment = folder;
    CHECK_FALSE(contains_line(lines_of(describe_python(options)), "another Python of this version"));
}

TEST_CASE_FIXTURE(Environment, "a path inside an environment, or a file, says so and names the environment") {
    CHECK(contains(read_environment(folder / "bin/activate").problem,
                   "it is a file and not the folder of an environment; " + folder.string() + " is one"));
    CHECK(contains(read_environment(folder / "bin").problem,
                   "no pyvenv.cfg, so it is not a virtual environment; " + folder.string() + " is one"));
    CHECK(read_environment("/dev/null").problem == "it is a file and not the folder of an environment");
}

TEST_CASE_FIXTURE(Environment, "a pyvenv.cfg that Python cannot read is a problem, and holds up nothing") {
    const fs::path settings = folder / "pyvenv.cfg";
    write(settings, "home = /usr/bin\nprompt = caf\xE9\n");
    CHECK(contains(problem(), "its pyvenv.cfg is not UTF-8, so Python cannot read it; make it anew with"));
    fs::remove(settings);
    REQUIRE(::mkfifo(settings.c_str(), 0600) == 0);
    CHECK(contains(problem(), "its pyvenv.cfg is not a regular file; make it anew with"));
    fs::remove(settings);
    fs::create_directory(settings);
    CHECK(contains(problem(), "its pyvenv.cfg cannot be read: Is a directory; make it anew with"));
    fs::remove(settings);
    write(settings, "\xEF\xBB\xBFhome = /usr/bin\r\nVersion = " + our_version() + "\r\n");
    CHECK(problem() == "");
    CHECK(read_environment(folder).made_by == our_version());
    fs::remove(folder / "bin/pip");
    REQUIRE(::mkfifo((folder / "bin/pip").c_str(), 0600) == 0);
    CHECK(read_environment(folder).remark == "");
}

TEST_CASE_FIXTURE(Environment, "a path with .. after a link is the one that the system finds") {
    fs::create_directories(path / "far/inside");
    make(path / "far/env");
    fs::create_directory_symlink(path / "far/inside", path / "link");
    CHECK(read_environment(path / "link/../env").folder == path / "far/env");
    CHECK(read_environment(path / "far/inside/../env").folder == path / "far/env");
}

TEST_CASE_FIXTURE(Environment, "an environment without an interpreter names what is gone") {
    fs::remove(folder / "bin/python3");
    fs::remove(folder / "bin/python");
    CHECK(contains(problem(), "it has no bin/python"));
    fs::create_symlink("python3", folder / "bin/python");
    fs::create_symlink("/nowhere/python3", folder / "bin/python3");
    CHECK(contains(problem(), "its bin/python links to /nowhere/python3, which is gone; make it anew with"));
}

TEST_CASE_FIXTURE(Environment, "an environment whose Python was removed names its folder") {
    write(folder / "pyvenv.cfg", "home = /nowhere/bin\nversion = " + our_version() + "\n");
    CHECK(contains(problem(), "the Python that has made it, in /nowhere/bin, is gone"));
}

TEST_CASE_FIXTURE(Environment, "an environment that was moved can be used, and the remark says what no longer works") {
    write(folder / "bin/pip", "#!" + (folder / "bin/python").string() + "\nimport pip\n");
    CHECK(read_environment(folder).remark == "");
    write(folder / "bin/pip",
          "#!/bin/sh\n'''exec' \"" + (folder / "bin/python").string() + "\" \"$0\" \"$@\"\n' '''\n");
    CHECK(read_environment(folder).remark == "");
    fs::rename(folder, path / "moved");
    const VirtualEnvironment moved = read_environment(path / "moved");
    CHECK(moved.problem == "");
    CHECK(contains(moved.remark, "it was moved: its scripts, such as bin/pip, start the Python in " + folder.string()));
    CHECK(contains(moved.remark, "python -m pip"));
}

TEST_CASE_FIXTURE(Environment, "the first place that names an environment decides, also if that one is wrong") {
    const fs::path none = path / "none";
    CHECK(choose_environment({}).folder().empty());
    CHECK(choose_environment({{"--venv", ""}, {"VIRTUAL_ENV", ""}}).named.by == "");
    const EnvironmentChoice second = choose_environment({{"--venv", ""}, {"VIRTUAL_ENV", folder}, {"settings", none}});
    CHECK(second.named.by == "VIRTUAL_ENV");
    CHECK(second.folder() == folder);
    CHECK(second.problem_sentence() == "");
    const EnvironmentChoice first = choose_environment({{"--venv", none}, {"VIRTUAL_ENV", folder}});
    CHECK(first.folder().empty());
    CHECK(
        contains(first.problem_sentence(), "The virtual environment " + none.string() + " of --venv cannot be used: "));
}

TEST_CASE("the base is described without an engine: paths, versions, the interpreter of child processes") {
    EngineOptions options;
    options.search_paths = {test_console()};
    const PythonDescription base = describe_python(options);
    CHECK(base.failure == "");
    CHECK(base.version.substr(0, base.version.rfind('.')) == base.built_for.substr(0, base.built_for.rfind('.')));
    CHECK(fs::exists(base.library));
    CHECK(fs::exists(base.standard_library / "os.py"));
    CHECK(base.standard_library.string().starts_with(base.home.string()));
    CHECK(fs::exists(base.executable));
    CHECK(base.search_paths == options.search_paths);
    CHECK_FALSE(base.environment.has_value());
    CHECK(contains_line(lines_of(base), "environment       none, the base Python is used"));
}

TEST_CASE_FIXTURE(Environment, "an environment is described with what is wrong, in the words of the failed start") {
    EngineOptions options;
    options.search_paths = {test_console()};
    options.virtual_environment = folder;
    const PythonDescription good = describe_python(options);
    CHECK(good.failure == "");
    CHECK(good.executable == folder / "bin/python");
    REQUIRE(good.environment);
    CHECK(good.environment->made_by == our_version());
    set_version("version", "3.2.1");
    const PythonDescription wrong = describe_python(options);
    CHECK(contains(wrong.failure, "Python cannot start in the virtual environment " + folder.string()));
    CHECK(contains(wrong.failure, "3.2.1"));
    CHECK(contains_line(lines_of(wrong), "problem           Python cannot start"));
    CHECK(wrong.home == good.home);
    options.python_home = "/nowhere";
    CHECK(contains(describe_python(options).failure, "python_home"));
}
