// What a session that ended by a crash leaves to tell: in a few words, as a place to open, as one file.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace gimbal::console {

// What a person may want to open: a file, or text that never was in one.
struct CrashedCode {
    std::filesystem::path file;  // "": `source` is it
    std::string source;
    int line = 0;  // from 1; 0: unknown
    explicit operator bool() const { return !file.empty() || !source.empty(); }
};

struct CrashReport {
    std::filesystem::path file;      // the report as text
    std::vector<std::string> words;  // two to four lines
    CrashedCode code;
};

// The newest session that ended without ending cleanly and was not told of before; it is told now. Old reports go.
// Two programs at once do not tell the same one. Reads files: milliseconds.
// Thread: any.   GIL: not needed.
std::optional<CrashReport> take_crash_report(const std::filesystem::path& sessions, const std::string& program);

// The file of the newest report that was told, or "".
std::filesystem::path newest_crash_report(const std::filesystem::path& sessions);

inline constexpr std::size_t reports_kept = 5;

}  // namespace gimbal::console
