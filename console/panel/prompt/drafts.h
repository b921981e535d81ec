// What stood at the prompts, not entered yet, when the window was closed or fell: on disk, for the next start.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

struct Draft {
    ConsoleId console = 0;
    std::string text;
    bool operator==(const Draft&) const = default;
};

// A file for each program, locked as long as the program lives: one that starts takes over the newest that nobody
// holds, and goes on writing into it, so two programs at once keep apart and each text comes back once. What cannot be
// kept costs nothing else. Thread: UI.   GIL: never.
class Drafts {
public:
    explicit Drafts(std::filesystem::path folder) : folder_(std::move(folder)) {}  // "": nothing is kept
    ~Drafts();                                                                     // a file that holds nothing goes
    Drafts(const Drafts&) = delete;

    std::vector<Draft> take_over();                // of a program that has ended; none: there is no such file
    void write(const std::vector<Draft>& drafts);  // those that are empty are left out

private:
    void make_file();
    const std::filesystem::path folder_;
    std::filesystem::path file_;
    int fd_ = -1;  // open and locked
};

}  // namespace gimbal::console
