#include "engine/session/crash_words.h"

#include <sys/stat.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <sstream>

#include "engine/python/source_cache.h"
#include "engine/session/output_ring.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/base/private_files.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace fs = std::filesystem;

namespace {
constexpr const char* time_format = "%Y-%m-%d %H:%M:%S";
constexpr std::size_t longest_line = 160;  // characters of a title or of an output line

constexpr std::size_t most_bytes = 16u << 20;  // of a source file or a report

std::string read_file(const fs::path& file) {
    std::error_code unreadable;
    return read_regular_file(file, most_bytes, unreadable);
}

double written_at(const fs::path& file) {
    struct stat found {};
    if (stat(file.c_str(), &found) != 0) return 0;
    return static_cast<double>(found.st_mtim.tv_sec) + 1e-9 * static_cast<double>(found.st_mtim.tv_nsec);
}

// "cell 3: ctypes.string_at(0)", "shrink.py" or "the start-up code".
std::string name_of(const JournalRun& run) {
    if (run.kind == "start") return "the start-up code";
    if (run.kind != "cell") return plain_text(shortened(run.title, longest_line));
    const bool bracketed = run.name.size() > 2 && run.name.front() == '<';
    return (bracketed ? run.name.substr(1, run.name.size() - 2) : run.name) + ": " +
           plain_text(shortened(run.title, longest_line));
}

// "loading dragon.ply and saving b.stl"; empty: nothing.
std::string file_work_of(const CrashedSession& session) {
    std::string words;
    for (const JournalFile& file : session.journal.files)
        if (!file.ended)
            words += (words.empty() ? "" : " and ") + file.verb + " " +
                     plain_text(shortened(fs::path(file.file).filename().string(), longest_line));
    return words;
}

bool is_library(const std::string& file, const SessionHead& head) {
    const auto is_within = [&](std::string_view part) { return file.find(part) != std::string::npos; };
    return is_within("/lib/python3") || is_within("/site-packages/") || is_within("/dist-packages/") ||
           file.starts_with("<frozen ") ||
           std::ranges::any_of(head.library, [&](const std::string& folder) { return file.starts_with(folder + "/"); });
}

// The innermost frame in the user's own code.
const StackFrame* user_frame(const CrashedSession& session) {
    for (const StackFrame& place : session.stacks.frames)
        if (!is_library(place.file, session.journal.head)) return &place;
    return nullptr;
}

// The name may be relative to the working directory of the crashed session.
fs::path file_of(const JournalRun* run, const std::string& name) {
    return run && !run->path.empty() ? fs::path(run->path) : fs::path(name);
}

std::string source_at(const CrashedSession& session, const StackFrame& place) {
    const JournalRun* run = session.journal.run_named(place.file);
    if (run && !run->source.empty()) return line_of(run->source, place.line);
    return line_of(read_file(file_of(run, place.file)), place.line);
}

std::string words_of(const CrashedSession& session, const StackFrame& place) {
    const std::string source = plain_text(shortened(source_at(session, place), longest_line));
    const bool is_code = place.function.empty() || place.function == "<module>";
    return (is_code ? "" : place.function + ", ") + place.file + ", line " + std::to_string(place.line) +
           (source.empty() ? "" : ": " + source);
}

std::string why(const CrashedSession& session) {
    return session.stacks.cause.empty() ? "no crash report: os._exit, or ended from outside" : session.stacks.cause;
}

std::vector<std::string> last_lines(const std::string& text, std::size_t count) {
    std::vector<std::string> lines;
    std::istringstream all(text);
    for (std::string line; std::getline(all, line);)
        if (line.find_first_not_of(" \t") != std::string::npos) lines.push_back(line);
    if (lines.size() > count) lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    return lines;
}

void write_files(std::ostream& out, const std::vector<JournalFile>& files) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = files.size() > shown ? files.size() - shown : 0; i < files.size(); ++i)
        out << "  " << local_time(files[i].began, time_format) << "  " << files[i].verb << " "
            << plain_text(files[i].file) << (files[i].ended ? "" : "  did not end") << "\n";
}

void write_runs(std::ostream& out, const std::vector<JournalRun>& runs) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = runs.size() > shown ? runs.size() - shown : 0; i < runs.size(); ++i) {
        const JournalRun& run = runs[i];
        out << "  " << local_time(run.began, time_format) << "  " << name_of(run) << "  "
            << (run.state.empty() ? "did not end" : run.state) << "\n";
    }
}
}  // namespace

std::string plain_text(std::string_view text) {
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c == 0x1B) {  // ESC [ parameters letter, or ESC and one more
            at += 1;
            if (at < text.size() && text[at] == '[')
                for (++at; at < text.size() && (text[at] < 0x40 || text[at] > 0x7E); ++at) {}
            at += at < text.size();
        } else if (c == '\r') {
            if (at + 1 < text.size() && text[at + 1] != '\n' && text[at + 1] != '\r')
                plain.erase(plain.rfind('\n') + 1);
            ++at;
        } else if (c < 0x80) {
            if (c >= 0x20 || c == '\n' || c == '\t') plain += static_cast<char>(c);
            ++at;
        } else {
            const CodePoint code = decode_utf8(text, at);
            append_utf8(plain, code.value);
            at += code.bytes;
        }
    }
    return plain;
}

std::string local_time(double seconds, const char* format) {
    const auto whole = static_cast<std::time_t>(seconds);
    std::tm local{};
    localtime_r(&whole, &local);
    char text[32];
    std::strftime(text, sizeof text, format, &local);
    return text;
}

std::string how_long_ago(double seconds) {
    const auto say = [](double count, const char* unit) {
        const auto whole = static_cast<long>(std::floor(count));
        return std::to_string(whole) + " " + unit + (whole == 1 ? "" : "s") + " ago";
    };
    if (seconds < 60) return "just now";
    if (seconds < 3600) return say(seconds / 60, "minute");
    if (seconds < 48 * 3600) return say(seconds / 3600, "hour");
    return say(seconds / 86400, "day");
}

CrashedSession read_crashed_session(const fs::path& folder) {
    CrashedSession session;
    session.journal = Journal::read(folder / "journal");
    session.python_report = plain_text(read_file(folder / "crash"));
    session.output = plain_text(OutputRing::read(folder / "output"));
    const JournalRun* run = session.journal.current();
    session.stacks = read_stack_report(session.python_report, run ? run->name : "");
    for (const char* file : {"journal", "output", "crash"})
        session.last_written = std::max(session.last_written, written_at(folder / file));
    return session;
}

std::vector<std::string> words_for(const CrashedSession& session, const std::string& program) {
    const auto& runs = session.journal.runs;
    const std::string file_work = file_work_of(session);
    std::string when = session.journal.current() ? " while running " + name_of(*session.journal.current())
                       : !file_work.empty()      ? ""
                       : runs.empty()            ? " before the first run"
                                                 : " while nothing ran, after " + name_of(runs.back());
    if (!file_work.empty()) when += (when.empty() ? " while " : ", while ") + file_work;
    std::vector<std::string> words;
    words.push_back(program + " ended unexpectedly" + (session.is_end_known() ? " " : ", last active ") +
                    how_long_ago(unix_seconds() - session.last_written) + " (" + why(session) + ")" + when);
    const auto& frames = session.stacks.frames;
    const StackFrame* own = user_frame(session);
    if (!frames.empty())
        words.push_back((session.stacks.in_python_thread ? "  in " : "  outside Python; the script was in ") +
                        words_of(session, frames.front()));
    if (own && own != &frames.front()) words.push_back("  from " + words_of(session, *own));
    if (const auto last = last_lines(session.output, 1); !last.empty())
        words.push_back("  it wrote last: " + shortened(last.front(), longest_line));
    return words;
}

CrashedCode code_of(const CrashedSession& session) {
    const StackFrame* own = user_frame(session);
    const JournalRun* run = own ? session.journal.run_named(own->file) : session.journal.current();
    if (run && !run->source.empty()) return {{}, run->source, own ? own->line : 0};
    std::error_code ignored;
    const fs::path file = file_of(run, own ? own->file : "");
    if (file.empty() || !fs::is_regular_file(file, ignored)) return {};
    return {file, {}, own ? own->line : 0};
}

std::string report_text(const CrashedSession& session, const std::string& program) {
    std::ostringstream out;
    const JournalRun* run = session.journal.current();
    out << program << " ended unexpectedly" << (session.is_end_known() ? " on " : ", last active on ")
        << local_time(session.last_written, time_format) << "\n"
        << why(session) << "\n";
    if (run) {
        out << "while running " << name_of(*run) << "\n";
        if (!run->path.empty()) out << "  " << run->path << "\n";
        for (const std::string& argument : run->argv) out << "  argument: " << plain_text(argument) << "\n";
        if (!run->source.empty()) out << "\n--- What ran\n" << run->source << (run->source.ends_with('\n') ? "" : "\n");
    } else {
        out << "while no run was going on\n";
    }
    if (const std::string file_work = file_work_of(session); !file_work.empty()) out << "while " << file_work << "\n";
    out << "\n--- Runs of this session\n";
    write_runs(out, session.journal.runs);
    if (!session.journal.files.empty()) out << "\n--- Files of this session\n";
    write_files(out, session.journal.files);
    if (!session.python_report.empty()) out << "\n--- Python's threads\n" << session.python_report;
    if (!session.output.empty()) out << "\n--- What it wrote last\n" << session.output;
    return out.str();
}

}  // namespace gimbal::console
