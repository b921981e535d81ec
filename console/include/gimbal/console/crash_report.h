// The report on a session that has crashed: a few lines, a place in the code, and a file.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::console {

// The code that crashed, for an editor to open: a file, or text that was never in one.
struct CrashedCode {
    std::filesystem::path file = {};  // empty: the code is `source`
    std::string source = {};
    int line = 0;  // from 1; 0: unknown
    explicit operator bool() const { return !file.empty() || !source.empty(); }
};

struct CrashReport {
    std::filesystem::path file = {};      // the report as text
    std::vector<std::string> words = {};  // two to four lines
    CrashedCode code = {};
};

// Writes a report on each crashed session that has none, returns the newest of these reports, and removes all but the
// newest `reports_kept`. Two programs at once never report the same session. Reads files, which takes milliseconds.
// Thread: any.   GIL: not needed.
std::optional<CrashReport> take_crash_report(const std::filesystem::path& sessions, const std::string& program);

// The file of the newest report, or an empty path.
std::filesystem::path newest_crash_report(const std::filesystem::path& sessions);

inline constexpr std::size_t reports_kept = 5;

}  // namespace gimbal::console
