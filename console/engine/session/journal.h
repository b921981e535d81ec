// The journal of a session: one JSON line for the start and the end of each run and of each load and save of a file,
// written before it starts.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
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

// A file that was loaded or saved, as read from the journal.
struct JournalFile {
    std::uint64_t id = 0;
    std::string verb, file;  // "loading" or "saving"; an absolute path
    double began = 0;        // seconds since 1970
    bool ended = false;
};

struct JournalRead {
    SessionHead head;
    std::vector<JournalRun> runs;       // oldest first
    std::vector<JournalFile> files;     // oldest first
    const JournalRun* current() const;  // the run that never ended, or null
    const JournalRun* run_named(const std::string& file_name) const;
};

// Writes each line by one write(2), so that a crash loses none and tears none.
// Thread: any, once it is open.   GIL: not needed.
class Journal {
public:
    // Functions that return int return an errno, or 0.
    // Creates the file and locks it for the life of the process.
    int create(const std::filesystem::path& file, const SessionHead& head);
    int run_begins(const Run& run);
    int run_ended(RunId run, RunState state, double seconds);
    int file_begins(std::uint64_t id, std::string_view verb, const std::filesystem::path& file);
    int file_ended(std::uint64_t id);
    int descriptor() const { return file_.get(); }

    static JournalRead read(const std::filesystem::path& file);  // skips lines that cannot be read

    static constexpr std::size_t longest_source = 1u << 20;
    static constexpr std::size_t most_bytes_read = 64u << 20;
    static constexpr std::size_t most_bytes = 4u << 20;  // then only what has not ended is kept

private:
    int write_line(const std::string& line);
    int truncate_if_long();

    Descriptor file_;
    std::mutex writing_;                               // guards what follows
    std::string head_line_, run_line_;                 // run_line_: of the current run; empty: none
    std::map<std::uint64_t, std::string> file_lines_;  // of what is loaded or saved now
    std::size_t bytes_ = 0;
};

}  // namespace gimbal::console
