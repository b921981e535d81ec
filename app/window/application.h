// The program with a window.
#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::app {

struct ApplicationOptions {
    std::filesystem::path user_dir, scripts_dir, python_dir, launcher;
    std::optional<std::filesystem::path> script;  // runs at start, in the window
    std::vector<std::string> script_arguments;
    std::vector<std::filesystem::path> meshes;  // --open
    float scale = 0;                            // 0: the kept one, or else the monitor's
    int width = 1600, height = 900;
    bool safe_mode = false;
    std::filesystem::path inspect_socket;  // --inspect-socket, see inspect_server.h; empty: none
    std::string version;
};

// Thread: UI, which is the main thread of the process.   GIL: never.
class Application {
public:
    explicit Application(ApplicationOptions options);  // throws std::runtime_error without a display or OpenGL 3.3
    ~Application();
    // Runs until the window is closed and returns the exit code. Ends the process by _exit() if a script does not end
    // within about 2 s.
    int run();

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gimbal::app
