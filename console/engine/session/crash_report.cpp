// Finds the sessions that have crashed and writes a report into the folder of each.
#include "gimbal/console/crash_report.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "engine/session/crash_words.h"
#include "gimbal/console/base/atomic_file.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr const char* report_name = "report.txt";

// Newest first: the names begin with the time.
std::vector<fs::path> folders_in(const fs::path& sessions) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator at(sessions, error), end; !error && at != end; at.increment(error))
        if (at->is_directory(error)) folders.push_back(at->path());
    std::sort(folders.rbegin(), folders.rend());
    return folders;
}

// We may report or remove a session while we hold its lock. Its own program holds the lock while it lives. Empty: it
// lives.
Descriptor claim(const fs::path& session) {
    std::error_code other_file;
    Descriptor journal = open_regular_file(session / "journal", O_RDONLY | O_NOFOLLOW, SIZE_MAX, other_file);
    return journal && flock(journal.get(), LOCK_EX | LOCK_NB) == 0 ? std::move(journal) : Descriptor();
}

bool is_reported(const fs::path& session) {
    std::error_code ignored;
    return fs::exists(session / report_name, ignored);
}

// Written completely or not at all: the file marks the session as reported.
void write_report(const fs::path& session, const std::string& text) {
    try {
        write_file_atomically(session / report_name, text, private_file_mode);
    } catch (const std::system_error&) { return; }  // a full disk: reported again at the next start
    std::error_code ignored;
    fs::remove(session / "output", ignored);  // the report has it
}

// Left by a program that died while it made or removed the folder. If it is young, a program may be making it now.
bool is_remnant(const fs::path& session) {
    std::error_code ignored;
    const fs::file_status journal = fs::symlink_status(session / "journal", ignored);
    return session.filename().string().starts_with(".new-") || !fs::is_regular_file(journal);
}

void remove_when_old(const fs::path& session) {
    std::error_code error;
    const auto written = fs::last_write_time(session, error);
    if (!error && fs::file_time_type::clock::now() - written > std::chrono::hours(1)) fs::remove_all(session, error);
}
}  // namespace

std::optional<CrashReport> take_crash_report(const fs::path& sessions, const std::string& program) {
    std::optional<CrashReport> newest;
    std::size_t kept = 0;
    std::error_code ignored;
    for (const fs::path& session : folders_in(sessions)) {
        if (is_remnant(session)) {
            remove_when_old(session);
            continue;
        }
        const Descriptor lock = claim(session);
        if (!lock) continue;
        const bool is_new = !is_reported(session);
        const CrashedSession crashed = is_new ? read_crashed_session(session) : CrashedSession{};
        if (is_new && !crashed.is_worth_reporting()) {
            fs::remove_all(session, ignored);
            continue;
        }
        if (++kept > reports_kept) fs::remove_all(session, ignored);
        if (!is_new || kept > reports_kept) continue;
        write_report(session, report_text(crashed, program));
        if (!newest) newest = CrashReport{session / report_name, words_for(crashed, program), code_of(crashed)};
    }
    return newest;
}

fs::path newest_crash_report(const fs::path& sessions) {
    for (const fs::path& session : folders_in(sessions))
        if (is_reported(session)) return session / report_name;
    return {};
}

}  // namespace gimbal::console
