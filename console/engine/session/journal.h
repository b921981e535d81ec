// The journal of a session: one JSON line for the start and the end of each run, written before the run starts.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/stop/run.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

// The first line of a journal.
struct SessionHead {
    std::string kind;                  // "window" or "terminal"
    std::vector<std::string> library;  // folders of the host's own Python modules
};

// One run as read from the journal.
struct JournalRun {
    RunId id = 0;
    std::string kind;  // cell, file, command or start
    std::string name;  // in tracebacks
    std::string title, source, path;
    std::vector<std::string> argv;
    double began = 0;        // seconds since 1970
    std::string state = {};  // empty: it never ended
};

struct JournalRead {
    SessionHead head;
    std::vector<JournalRun> runs;       // oldest first
    const JournalRun* current() const;  // the run that never ended, or null
    const JournalRun* run_named(const std::string& file_name) const;
};

// Writes each line by one write(2), so that a crash loses none and tears none.
// Thread: script, once it is open.   GIL: not needed.
class Journal {
public:
    // Functions that return int return an errno, or 0.
    // Creates the file and locks it for the life of the process.
    int create(const std::filesystem::path& file, const SessionHead& head);
    int run_begins(const Run& run);
    int run_ended(RunId run, RunState state, double seconds);
    int descriptor() const { return file_.get(); }

    static JournalRead read(const std::filesystem::path& file);  // skips lines that cannot be read

    static constexpr std::size_t longest_source = 1u << 20;
    static constexpr std::size_t most_bytes_read = 64u << 20;
    static constexpr std::size_t most_bytes = 4u << 20;  // then the file is truncated: only its end is of use

private:
    int write_line(const std::string& line);
    int truncate_if_long();

    Descriptor file_;
    std::string head_line_;
    std::size_t bytes_ = 0;
};

}  // namespace gimbal::console
