// Remembers which plug-in or start-up script is being loaded, in a file that is left behind if it ends the program.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/base/descriptor.h"

namespace gimbal::module {

// A program holds the lock of its file while it lives, so a file that can be locked belongs to a program that has
// ended. Does nothing if the folder cannot be written or its file system has no locks.
// Thread: any, one at a time.   GIL: not needed.
class StartGuard {
public:
    explicit StartGuard(std::filesystem::path folder) : folder_(std::move(folder)) {}
    ~StartGuard() { finish(); }

    // Returns what other programs were loading when they ended, each once, because it removes their files.
    std::vector<std::string> take_crashes();
    bool has_crashes() const;             // there are some to take
    void loading(std::string_view what);  // "": nothing
    void finish();                        // everything has been loaded

private:
    void create();

    std::filesystem::path folder_, file_;
    console::Descriptor lock_;
    bool failed_ = false;
};

}  // namespace gimbal::module
