// Restarts the program in this process, because Python cannot end while C code runs that never returns.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace gimbal::app {

// Remembers how the program was started, because scripts may change the folder and the environment.
// Thread: UI.   GIL: never.
class ProgramStart {
public:
    ProgramStart();
    std::string why_not() const;  // why it cannot start again; "": it can
    // From now on with the Python environment of the settings, whatever --venv and VIRTUAL_ENV name.
    void use_environment_of_settings();
    bool uses_environment_of_settings() const;
    // Replaces the program by a new one with the same arguments, folder, environment and process id. Returns only if
    // that fails, with errno.
    int start_again() const;

private:
    std::filesystem::path program_, folder_;
    std::vector<std::string> arguments_, environment_;
};

}  // namespace gimbal::app
