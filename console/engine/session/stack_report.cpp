// A stack begins with `Current thread 0x... (most recent call first):`.
#include "engine/session/stack_report.h"

#include <algorithm>
#include <sstream>

namespace gimbal::console {

namespace {
struct Thread {
    bool current = false;
    std::vector<StackFrame> frames;
};

std::vector<Thread> read_threads(std::string_view text) {
    std::vector<Thread> threads;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        StackFrame place;
        if (line.find("(most recent call first)") != std::string::npos)
            threads.push_back({line.starts_with("Current thread"), {}});
        else if (!threads.empty() && read_frame(line, place)) threads.back().frames.push_back(std::move(place));
    }
    return threads;
}

std::string cause_in(std::string_view text) {
    struct Cause {
        std::string_view python, ours, words;  // the marks of faulthandler and of the crash handler
    };
    constexpr Cause causes[] = {
        {"Fatal Python error: Segmentation fault", "(SIGSEGV)", "segmentation fault"},
        {"Fatal Python error: Bus error", "(SIGBUS)", "bus error"},
        {"Fatal Python error: Floating", "(SIGFPE)", "floating point exception"},
        {"Fatal Python error: Illegal", "(SIGILL)", "illegal instruction"},
        {"Fatal Python error: Aborted", "(SIGABRT)", "abort"},
    };
    for (const Cause& cause : causes)
        if (text.find(cause.python) != text.npos || text.find(cause.ours) != text.npos) return std::string(cause.words);
    return {};
}
}  // namespace

StackReport read_stack_report(std::string_view text, const std::string& main_name) {
    StackReport report;
    report.cause = cause_in(text);
    std::vector<Thread> threads = read_threads(text);
    const auto current = std::ranges::find_if(threads, [](const Thread& t) { return t.current && !t.frames.empty(); });
    const auto runs_it = [&](const Thread& t) {
        return std::ranges::find(t.frames, main_name, &StackFrame::file) != t.frames.end();
    };
    report.in_python_thread = current != threads.end();
    const auto shown = report.in_python_thread ? current : std::ranges::find_if(threads, runs_it);
    if (shown != threads.end()) report.frames = std::move(shown->frames);
    return report;
}

}  // namespace gimbal::console
