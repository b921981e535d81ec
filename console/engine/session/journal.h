// What ran: one JSON line an event, on disk before the run begins.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "engine/stop/run.h"

namespace gimbal::console {

// The head of a journal: whose it is.
struct SessionHead {
    std::string kind;                  // "window" or "terminal"
    std::vector<std::string> library;  // folders of the host's own Python
    long pid = 0;
    double started = 0;  // seconds since 1970
};

// One run as the journal tells it.
struct JournalRun {
    RunId id = 0;
    std::string kind, name, title, source,
        path;  // name: what tracebacks call its code. kind: cell, file, command or start
    std::vector<std::string> argv;
    double began = 0, seconds = 0;
    std::string state;  // "": it never ended
};

struct JournalRead {
    SessionHead head;
    std::vector<JournalRun> runs;       // oldest first
    const JournalRun* current() const;  // the one that never ended, or nullptr
    const JournalRun* run_named(const std::string& file_name) const;
};

// A file that only grows, by one write(2) a line, so nothing is lost with the process and nothing is torn.
// Thread: script, once it was opened.   GIL: not needed.
class Journal {
public:
    Journal() = default;
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    // Makes the file and locks it: the lock lives as long as the process. errno of what failed, 0: none.
    int create(const std::filesystem::path& file, const SessionHead& head);
    int run_begins(const Run& run);
    int run_ended(RunId run, RunState state, double seconds);
    int descriptor() const { return descriptor_; }

    static JournalRead read(const std::filesystem::path& file);  // what cannot be read is left out

    static constexpr std::size_t longest_source = 1u << 20;
    static constexpr std::size_t most_bytes = 4u << 20;  // then it begins anew: only its end is ever wanted

private:
    int write_line(const std::string& line);
    int begin_anew_when_long();

    int descriptor_ = -1;
    std::string head_line_;
    std::size_t bytes_ = 0;
};

}  // namespace gimbal::console
