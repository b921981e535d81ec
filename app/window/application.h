// The program with a window: document, engine, host, panels and the main loop that fits on a screen.
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
    float scale = 0;                            // 0: the monitor's
    int width = 1600, height = 900;
    bool safe_mode = false;
    std::filesystem::path inspect_socket;  // --inspect-socket: answers what the panels show, for tests and automation
    std::string version;
};

// Thread: process main, which becomes the UI thread.   GIL: never.
class Application {
public:
    explicit Application(
        ApplicationOptions options);  // throws std::runtime_error when there is no display or no OpenGL 3.3
    ~Application();
    int run();  // until the window is closed; returns the exit code. May _exit instead
                // when a script does not let go within 2 s.
private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::app
