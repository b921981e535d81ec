// Keeps text that was typed at the prompts and not entered, on disk, for the next start of the program.
#pragma once
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/events.h"

namespace gimbal::console {

struct Draft {
    ConsoleId console = 0;
    std::string text;
    bool operator==(const Draft&) const = default;
};

// Each running program has and locks its own file. A program that starts takes over the newest file without a lock and
// continues to write to it, so two programs never share a file and each draft returns once. Errors are ignored.
// Thread: UI.   GIL: never.
class Drafts {
public:
    explicit Drafts(std::filesystem::path folder) : folder_(std::move(folder)) {}  // "": keeps nothing
    ~Drafts();                                                                     // deletes the file if it is empty
    Drafts(const Drafts&) = delete;

    std::vector<Draft> take_over();                // of a program that has ended; empty if there is none
    void write(const std::vector<Draft>& drafts);  // skips empty drafts

    // --- When to write.
    void assume_kept(std::vector<Draft> drafts, std::uint64_t revision) {
        kept_ = std::move(drafts);
        revision_ = revision;
    }
    // `at_once`: a draft was entered or erased and must not return. Otherwise a second after the first change.
    void note(std::uint64_t revision, bool at_once, double now);
    double due() const { return due_; }
    void keep(std::vector<Draft> drafts);  // writes them if they differ from the file

private:
    void make_file();
    const std::filesystem::path folder_;
    std::filesystem::path file_;
    Descriptor open_;  // the locked file; none yet
    std::vector<Draft> kept_;
    std::uint64_t revision_ = 0;
    double due_ = HUGE_VAL;
};

}  // namespace gimbal::console
