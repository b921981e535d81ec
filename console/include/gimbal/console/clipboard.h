// The clipboard as the host provides it.
#pragma once
#include <functional>
#include <string>

namespace gimbal::console {

// The getters call back later on the UI thread. They may never call back, because the owner of the selection may be
// dead, so nothing waits for them.
struct Clipboard {
    std::function<void(std::string)> set = [](std::string) {};
    std::function<void(std::string)> set_primary = [](std::string) {};
    std::function<void(std::function<void(std::string)>)> get = [](auto) {};
    std::function<void(std::function<void(std::string)>)> get_primary = [](auto) {};
};

}  // namespace gimbal::console
