// Reads a crashed session and describes it in words.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "engine/session/journal.h"
#include "engine/session/stack_report.h"
#include "gimbal/console/crash_report.h"

namespace gimbal::console {

struct CrashedSession {
    JournalRead journal;
    std::string python_report;  // written by faulthandler and the crash handler
    StackReport stacks;
    std::string output;       // plain text
    double last_written = 0;  // seconds since 1970

    // Only a report is written at the end. A process that was killed may have lived on without writing anything.
    bool is_end_known() const { return !stacks.cause.empty(); }

    // A terminal that was closed while nothing ran has not crashed.
    bool is_worth_reporting() const {
        return journal.current() || !stacks.cause.empty() || journal.head.kind == "window";
    }
};

CrashedSession read_crashed_session(const std::filesystem::path& folder);
std::vector<std::string> words_for(const CrashedSession& session, const std::string& program);
std::string report_text(const CrashedSession& session, const std::string& program);
CrashedCode code_of(const CrashedSession& session);

// Removes escape sequences, control characters and text overwritten after a carriage return. Returns valid UTF-8.
std::string plain_text(std::string_view text);
std::string how_long_ago(double seconds);  // "3 minutes ago"
std::string local_time(double seconds, const char* format);

}  // namespace gimbal::console
