#include "engine/session/journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>
#include <sstream>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::console {

namespace {
using Json = nlohmann::json;

// Replaces invalid UTF-8, which a file name may hold.
std::string line_of(const Json& event) { return event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

const char* word(const Run& run) {
    if (run.body == Run::Body::start_code) return "start";
    return run.kind == RunKind::cell ? "cell" : run.kind == RunKind::file ? "file" : "command";
}

JournalRun begun(const Json& event) {
    return {event.value("id", RunId{0}),
            event.value("kind", ""),
            event.value("name", ""),
            event.value("title", ""),
            event.value("source", ""),
            event.value("path", ""),
            event.value("argv", std::vector<std::string>{}),
            event.value("time", 0.0)};
}

void take_end(const Json& event, std::vector<JournalRun>& runs) {
    const RunId id = event.value("id", RunId{0});
    const auto run = std::ranges::find(runs.rbegin(), runs.rend(), id, &JournalRun::id);
    if (run != runs.rend()) run->state = event.value("state", "");
}

void take_file_end(const Json& event, std::vector<JournalFile>& files) {
    const auto id = event.value("id", std::uint64_t{0});
    const auto file = std::ranges::find(files.rbegin(), files.rend(), id, &JournalFile::id);
    if (file != files.rend()) file->ended = true;
}

void take_event(const Json& event, JournalRead& read) {
    const std::string what = event.value("event", "");
    if (what == "begin") return read.runs.push_back(begun(event));
    if (what == "end") return take_end(event, read.runs);
    if (what == "file")
        return read.files.push_back({event.value("id", std::uint64_t{0}), event.value("verb", ""),
                                     event.value("file", ""), event.value("time", 0.0)});
    if (what == "file end") return take_file_end(event, read.files);
    if (what != "session") return;
    read.head = {event.value("kind", ""), event.value("library", std::vector<std::string>{})};
}
}  // namespace

const JournalRun* JournalRead::current() const {
    return runs.empty() || !runs.back().state.empty() ? nullptr : &runs.back();
}

const JournalRun* JournalRead::run_named(const std::string& file_name) const {
    const auto run = std::ranges::find(runs.rbegin(), runs.rend(), file_name, &JournalRun::name);
    return run == runs.rend() ? nullptr : &*run;
}

int Journal::create(const std::filesystem::path& file, const SessionHead& head) {
    file_ = Descriptor(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0600));
    if (!file_ || flock(file_.get(), LOCK_EX | LOCK_NB) != 0) return errno;
    head_line_ = line_of({{"event", "session"},
                          {"kind", head.kind},
                          {"library", head.library},
                          {"pid", getpid()},
                          {"started", unix_seconds()}});
    return write_line(head_line_);
}

int Journal::write_line(const std::string& line) {
    ssize_t written = 0;
    do written = write(file_.get(), line.data(), line.size());
    while (written < 0 && errno == EINTR);
    if (written < 0) return errno;
    bytes_ += static_cast<std::size_t>(written);
    return static_cast<std::size_t>(written) == line.size() ? 0 : ENOSPC;
}

int Journal::truncate_if_long() {
    if (bytes_ < most_bytes) return 0;
    if (ftruncate(file_.get(), 0) != 0) return errno;
    bytes_ = 0;
    std::string kept = head_line_ + run_line_;
    for (const auto& [id, line] : file_lines_) kept += line;
    return write_line(kept);
}

int Journal::run_begins(const Run& run) {
    std::lock_guard lock(writing_);
    if (const int error = truncate_if_long()) return error;
    Json event{{"event", "begin"},      {"id", run.id},       {"kind", word(run)},
               {"name", run.file_name}, {"title", run.title}, {"time", unix_seconds()}};
    if (!run.source.empty()) event["source"] = run.source.substr(0, longest_source);
    std::error_code ignored;
    if (!run.path.empty()) event["path"] = std::filesystem::absolute(run.path, ignored).string();
    if (!run.argv.empty()) event["argv"] = run.argv;
    run_line_ = line_of(event);
    return write_line(run_line_);
}

int Journal::run_ended(RunId run, RunState state, double seconds) {
    std::lock_guard lock(writing_);
    run_line_.clear();
    return write_line(line_of({{"event", "end"}, {"id", run}, {"state", word_of_end(state)}, {"seconds", seconds}}));
}

int Journal::file_begins(std::uint64_t id, std::string_view verb, const std::filesystem::path& file) {
    std::lock_guard lock(writing_);
    if (const int error = truncate_if_long()) return error;
    std::string& line = file_lines_[id] = line_of(
        {{"event", "file"}, {"id", id}, {"verb", verb}, {"file", file.string()}, {"time", unix_seconds()}});
    return write_line(line);
}

int Journal::file_ended(std::uint64_t id) {
    std::lock_guard lock(writing_);
    file_lines_.erase(id);
    return write_line(line_of({{"event", "file end"}, {"id", id}}));
}

JournalRead Journal::read(const std::filesystem::path& file) {
    JournalRead read;
    std::error_code unreadable;
    std::istringstream in(read_regular_file(file, most_bytes_read, unreadable));
    for (std::string line; std::getline(in, line);) {
        const Json event = Json::parse(line, nullptr, false);  // skips a line that a full disk has cut
        try {
            if (event.is_object()) take_event(event, read);
        } catch (const Json::exception&) {  // a member of an unexpected type: not our line
        }
    }
    return read;
}

}  // namespace gimbal::console
