#include "app/command_line.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include "api/document/mesh_io.h"

namespace gimbal::app {

namespace {

std::filesystem::path default_user_dir() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config) return std::filesystem::path(config) / "gimbal";
    if (const char* home = std::getenv("HOME"); home && *home) return std::filesystem::path(home) / ".config" / "gimbal";
    return "gimbal-user";
}

bool is_mesh_file(const std::filesystem::path& path) {
    std::string extension = path.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto& known = document::readable_extensions();
    return std::find(known.begin(), known.end(), extension) != known.end();
}

// As python3 does, everything behind the script or `-c CODE` belongs to it, so the line is cut there before the options
// are parsed. A mesh where a script could stand is opened.
std::vector<std::string> cut_off_script(const std::vector<std::string>& line, CommandLine& command) {
    static const std::set<std::string> with_value = {"--open", "--user-dir", "--inspect-socket", "--scale", "--size"};
    std::vector<std::string> options;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const std::string& word = line[i];
        if (word == "-c" && i + 1 < line.size()) {
            command.code = line[i + 1];
            command.arguments.assign(line.begin() + static_cast<std::ptrdiff_t>(i) + 2, line.end());
            break;
        }
        if (word.empty() || (word[0] == '-' && word != "-")) {
            options.push_back(word);
            if (with_value.count(word) && i + 1 < line.size()) options.push_back(line[++i]);
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
        "gimbal --headless < SCRIPT.py         run what standard input holds; a terminal there gives a console\n"
        "gimbal MESH...                        open meshes (.obj .stl .ply .gltf .glb)");
    std::string user_dir, socket, size, code_without_value;
    std::vector<std::string> open;
    bool show_version = false;
    parser.add_flag("--headless", command.headless, "no window: the console in the terminal, or the script given");
    parser.add_option("-c", code_without_value, "Python code to run, with --headless");
    parser.add_option("--open", open, "a mesh to open at start (may be repeated)")->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    parser.add_flag("--safe-mode", command.safe_mode, "no plug-ins, no start-up scripts");
    parser.add_option("--user-dir", user_dir, "folder of settings, plug-ins, history (default: ~/.config/gimbal)");
    parser.add_option("--scale", command.scale, "size of the interface: 1, 1.5, 2 ... (default: the monitor's)")->check(CLI::Range(0.5f, 4.0f));
    parser.add_option("--size", size, "size of the window, as 1600x900");
    parser.add_option("--inspect-socket", socket, "a Unix socket that tells what the panels show, for tests and automation");
    parser.add_flag("--version", show_version, "print the version");
    std::reverse(options.begin(), options.end());
    try {
        parser.parse(options);
    } catch (const CLI::CallForHelp&) {
        std::fputs(parser.help().c_str(), stdout);
        return {std::nullopt, 0};
    } catch (const CLI::ParseError& error) {
        return {std::nullopt, refuse(error.what())};
    }
    if (show_version) {
        std::printf("Gimbal %s\n", version.c_str());
        return {std::nullopt, 0};
    }
    if (!size.empty() && std::sscanf(size.c_str(), "%dx%d", &command.width, &command.height) != 2)
        return {std::nullopt, refuse("--size " + size + " is no size; write it as 1600x900")};
    if (command.width < 400 || command.height < 300 || command.width > 16384 || command.height > 16384)
        return {std::nullopt, refuse("--size " + size + " is out of range; 400x300 is the smallest, 16384x16384 the largest")};
    if (command.code && !command.headless) return {std::nullopt, refuse("-c CODE goes with --headless; in the window, type it in the console")};
    if (command.script == "-" && !command.headless) return {std::nullopt, refuse("a script on standard input goes with --headless")};
    command.meshes.insert(command.meshes.begin(), open.begin(), open.end());
    std::error_code ignored;
    command.user_dir = std::filesystem::absolute(user_dir.empty() ? default_user_dir() : std::filesystem::path(user_dir), ignored);
    command.inspect_socket = socket;
    return {command, 0};
}

}  // namespace gimbal::app
