// The program with a window.
#pragma once
#include <memory>
#include <string>

#include "app/command_line.h"
#include "app/resources.h"
#include "gimbal/console/environment/virtual_environment.h"

namespace gimbal::app {

struct ApplicationOptions {
    CommandLine command;
    Resources resources;
    std::string version;
    console::EnvironmentChoice environment;
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
