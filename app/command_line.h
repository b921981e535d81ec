// The command line, checked. An unknown argument is an error.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::app {

inline constexpr const char* default_link_address = "gimbal";
inline constexpr const char *venv_option = "--venv", *venv_of_settings_option = "--venv-of-settings";

struct CommandLine {
    bool headless = false, safe_mode = false;
    bool doctor = false;                          // says which Python is used and what is wrong with it
    std::optional<std::filesystem::path> venv;    // --venv, absolute
    bool no_venv = false;                         // the base, whatever VIRTUAL_ENV and the settings name
    bool venv_of_settings = false;                // whatever --venv and VIRTUAL_ENV name; of a restart
    std::optional<std::string> code;              // -c CODE
    std::optional<std::string> module;            // -m MODULE
    std::optional<std::filesystem::path> script;  // "-": standard input
    std::vector<std::string> arguments;           // the arguments of the script, code or module, unchanged
    std::vector<std::string> python_options;      // options of python3 (-B, -X dev ...), with --headless
    std::vector<std::filesystem::path> meshes;    // of --open, or a mesh or scene file in place of a script
    std::filesystem::path user_dir;               // absolute
    std::filesystem::path inspect_socket;         // see inspect_server.h; empty: none
    std::vector<std::string> link;                // addresses of --link; empty: those of the settings, in the window
    bool link_evaluate = false;                   // peers may run Python
    float scale = 0;                              // 0: the kept one, or else the monitor's
    int width = 1600, height = 900;
};

// Returns the command, or the exit code after help, the version or an error was printed.
struct ParsedCommandLine {
    std::optional<CommandLine> command;
    int exit_code = 0;
};
ParsedCommandLine parse_command_line(int argc, char** argv, const std::string& version);

// The same with absolute paths of script and meshes. The window opens them after the start-up scripts, which may change
// the folder, and remembers them.
CommandLine with_absolute_files(CommandLine command);

}  // namespace gimbal::app
