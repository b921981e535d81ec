#include "app/command_line.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cstdio>
#include <set>
#include <string_view>

#include "api/document/io/mesh_io.h"
#include "api/document/scene_file/scene_file.h"
#include "app/user_dir.h"

namespace gimbal::app {

namespace {

bool is_mesh_file(const std::filesystem::path& path) {
    if (document::is_scene_name(path)) return true;
    return std::ranges::count(document::mesh_extensions(), document::extension_of(path)) > 0;
}

// The options of python3 that are useful here. They may be joined to each other and to -m and -c: -Bm MODULE.
constexpr std::string_view python_flags = "BEIOPbdqsSuv", with_python_value = "WXcm";

// Reads one argument with options of python3, and its value from the next argument if necessary. Returns false if it is
// not one.
bool read_python_option(const std::vector<std::string>& line, std::size_t& place, CommandLine& command) {
    const std::string& word = line[place];
    if (word.size() < 2 || word[0] != '-') return false;
    const std::size_t end = word.find_first_not_of(python_flags, 1);
    if (end != std::string::npos && with_python_value.find(word[end]) == std::string::npos) return false;
    if (end == std::string::npos) {
        command.python_options.push_back(word);
        return true;
    }
    const bool joined = end + 1 < word.size();
    if (!joined && place + 1 >= line.size()) return false;  // the parser reports that the value is missing
    const std::string value = joined ? word.substr(end + 1) : line[++place];
    if (end > 1) command.python_options.push_back(word.substr(0, end));
    if (word[end] == 'c') command.code = value;
    else if (word[end] == 'm') command.module = value;
    else command.python_options.insert(command.python_options.end(), {std::string{'-', word[end]}, value});
    return true;
}

// After `--link` a script may follow. So only what can be nothing else is its address; a name is joined by "=".
bool is_link_address(const std::string& word) {
    const std::size_t colon = word.rfind(':');
    return word.ends_with(".socket") ||
           (colon != std::string::npos && word.find_first_not_of("0123456789", colon + 1) == std::string::npos);
}

// As in python3, all arguments after the script, `-c CODE` or `-m MODULE` belong to it, so the line is cut there before
// the options are parsed. A mesh file in place of the script is opened.
std::vector<std::string> cut_off_script(const std::vector<std::string>& line, CommandLine& command) {
    static const std::set<std::string> with_value = {"--open",  "--user-dir", "--inspect-socket",
                                                     "--scale", "--size",     "--venv"};
    std::vector<std::string> options;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string& word = line[i];
        if (read_python_option(line, i, command)) {
            if (!command.code && !command.module) continue;
            command.arguments.assign(line.begin() + static_cast<std::ptrdiff_t>(i) + 1, line.end());
            break;
        }
        if (word == "--link") {
            const bool named = i + 1 < line.size() && is_link_address(line[i + 1]);
            options.push_back("--link=" + (named ? line[++i] : std::string(default_link_address)));
            continue;
        }
        if (word.empty() || (word[0] == '-' && word != "-")) {
            options.push_back(word);
            if (with_value.count(word) && i + 1 < line.size()) options.push_back(line[++i]);
            continue;
        }
        if (word == "doctor") {  // a script of that name is ./doctor
            command.doctor = true;
            continue;
        }
        if (word != "-" && is_mesh_file(word)) {
            command.meshes.push_back(word);
            continue;
        }
        command.script = word;
        command.arguments.assign(line.begin() + static_cast<std::ptrdiff_t>(i) + 1, line.end());
        break;
    }
    return options;
}

int refuse(const std::string& what) {
    std::fprintf(stderr, "gimbal: %s\nTry: gimbal --help\n", what.c_str());
    return 2;
}

}  // namespace

ParsedCommandLine parse_command_line(int argc, char** argv, const std::string& version) {
    CommandLine command;
    std::vector<std::string> options = cut_off_script({argv + 1, argv + argc}, command);

    CLI::App parser{"Gimbal: a mesh workbench with a Python console that never freezes its window.", "gimbal"};
    parser.footer(
        "gimbal SCRIPT.py ARGS...              run a script in the window\n"
        "gimbal --headless SCRIPT.py ARGS...   run it without a window\n"
        "gimbal --headless -c CODE ARGS...     run code\n"
        "gimbal --headless -m MODULE ARGS...   run a module, as python3 -m does\n"
        "gimbal --headless < SCRIPT.py         run standard input; if it is a terminal, a console\n"
        "gimbal --headless -m venv DIR         make a virtual environment, then: gimbal --venv DIR\n"
        "gimbal doctor                         say which Python is used and what is wrong with it\n"
        "gimbal MESH...                        open meshes (.obj .stl .ply .off .gltf .glb) or a scene (.gimbal)");
    std::string user_dir, socket, size, venv, value_missing;
    std::vector<std::string> open;
    bool show_version = false;
    parser.add_flag("--headless", command.headless, "no window: run the script, or a console in the terminal");
    parser.add_option("-c", value_missing, "Python code to run, with --headless");
    parser.add_option("-m", value_missing, "a Python module to run, with --headless");
    parser.add_option("-X", value_missing,
                      "an option of python3, like -B -E -I -O -P -b -d -q -s -S -u -v; with --headless");
    parser.add_option("-W", value_missing, "a warnings filter of python3, with --headless");
    parser.add_option("--open", open, "a mesh or scene to open at start (may be repeated)")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser.add_flag("--safe-mode", command.safe_mode, "no plug-ins, no start-up scripts");
    parser.add_option("--user-dir", user_dir, "folder of settings, plug-ins, history (default: ~/.config/gimbal)");
    const CLI::Option* names_venv = parser.add_option(
        venv_option, venv, "virtual environment with Python's packages (default: VIRTUAL_ENV, or else the settings)");
    parser.add_flag("--no-venv", command.no_venv, "no virtual environment, whatever VIRTUAL_ENV and the settings name");
    parser.add_flag(venv_of_settings_option, command.venv_of_settings,
                    "that of the settings, whatever --venv and VIRTUAL_ENV name");
    parser.add_option("--scale", command.scale, "size of the interface: 1, 1.5, 2 ... (default: the monitor's)")
        ->check(CLI::Range(0.5f, 4.0f));
    parser.add_option("--size", size, "size of the window, as 1600x900");
    parser.add_option("--inspect-socket", socket,
                      "a Unix socket that answers what the panels show, for tests and automation");
    parser
        .add_option("--link", command.link,
                    "let other programs of this user connect, at an address: --link=NAME, --link=/PATH.socket or "
                    "--link=127.0.0.1:PORT; without one: gimbal (may be repeated)")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser.add_flag("--link-evaluate", command.link_evaluate, "the same, and they may run Python here");
    parser.add_flag("--version", show_version, "print the version");
    std::reverse(options.begin(), options.end());
    try {
        parser.parse(options);
    } catch (const CLI::CallForHelp&) {
        std::fputs(parser.help().c_str(), stdout);
        return {std::nullopt, 0};
    } catch (const CLI::ParseError& error) { return {std::nullopt, refuse(error.what())}; }
    if (show_version) {
        std::printf("Gimbal %s\n", version.c_str());
        return {std::nullopt, 0};
    }
    if (names_venv->count() > 0) {
        if (venv.empty()) return {std::nullopt, refuse("--venv needs the folder of a virtual environment")};
        if (command.no_venv) return {std::nullopt, refuse("--venv and --no-venv contradict each other")};
        std::error_code ignored;
        command.venv = std::filesystem::absolute(venv, ignored);
    }
    int read = 0;
    if (!size.empty() && (std::sscanf(size.c_str(), "%dx%d%n", &command.width, &command.height, &read) != 2 ||
                          size[static_cast<std::size_t>(read)] != '\0'))
        return {std::nullopt, refuse("--size " + size + " is not a size; write it as 1600x900")};
    if (command.width < 400 || command.height < 300 || command.width > 16384 || command.height > 16384)
        return {std::nullopt,
                refuse("--size " + size + " is out of range; 400x300 is the smallest, 16384x16384 the largest")};
    if (command.link_evaluate && command.link.empty()) command.link.emplace_back(default_link_address);
    if (command.code && !command.headless)
        return {std::nullopt, refuse("-c CODE goes with --headless; in the window, type it in the console")};
    if (command.module && !command.headless)
        return {std::nullopt, refuse("-m " + *command.module +
                                     " goes with --headless; in the window, type: import runpy; runpy.run_module('" +
                                     *command.module + "', run_name='__main__', alter_sys=True)")};
    if (!command.python_options.empty() && !command.headless)
        return {std::nullopt,
                refuse(command.python_options.front() + " is an option of Python and goes with --headless")};
    if (command.script == "-" && !command.headless)
        return {std::nullopt, refuse("a script on standard input needs --headless")};
    command.meshes.insert(command.meshes.begin(), open.begin(), open.end());
    std::error_code ignored;
    command.user_dir = std::filesystem::absolute(
        user_dir.empty() ? default_user_dir() : std::filesystem::path(user_dir), ignored);
    command.inspect_socket = socket;
    return {command, 0};
}

CommandLine with_absolute_files(CommandLine command) {
    std::error_code ignored;
    if (command.script) command.script = std::filesystem::absolute(*command.script, ignored);
    for (std::filesystem::path& mesh : command.meshes) mesh = std::filesystem::absolute(mesh, ignored);
    return command;
}

}  // namespace gimbal::app
