// The folder of the user's settings, plug-ins and history.
#pragma once
#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace gimbal::app {

// ~/.config/gimbal, or gimbal in $XDG_CONFIG_HOME.   Thread: any.
inline std::filesystem::path default_user_dir() {
    if (const char* config = std::getenv("XDG_CONFIG_HOME"); config && *config)
        return std::filesystem::path(config) / "gimbal";
    const char* home = std::getenv("HOME");
    const passwd* user = home && *home ? nullptr : getpwuid(getuid());  // as in Python's expanduser()
    if (user) home = user->pw_dir;
    if (home && *home) return std::filesystem::path(home) / ".config" / "gimbal";
    return "gimbal-user";
}

}  // namespace gimbal::app
