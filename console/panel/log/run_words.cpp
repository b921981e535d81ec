#include "panel/log/run_words.h"

#include <algorithm>

#include "gimbal/console/key_map.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/stop_words.h"

namespace gimbal::console {
namespace {

constexpr double shown_from_seconds = 0.1;  // shorter durations are not shown

}  // namespace

std::string header_note(const RunModel& runs) {
    const RunStatus* run = runs.current();
    if (!run && runs.handler()) return "a handler runs " + elapsed_words(runs.handler()->seconds);
    if (!run) return runs.questions().empty() ? "" : "a thread waits for input";
    std::string words = runs.input() ? "waiting for input"
                                     : (runs.stopping() ? "stopping " : "running ") + elapsed_words(runs.seconds(*run));
    if (!runs.queued().empty()) words += "  \xC2\xB7  " + std::to_string(runs.queued().size()) + " queued";
    return words;
}

std::vector<std::string> progress_lines(const RunModel& runs) {
    std::vector<std::string> lines;
    if (const auto& handler = runs.handler()) lines.push_back(handler_words(*handler));
    if (const auto& progress = runs.progress()) {
        const std::string percent = percent_words(progress->fraction);
        lines.push_back(progress->label + (percent.empty() ? "" : "  " + percent));
    }
    if (!runs.stopping() || stop_words_with_time(*runs.stopping()).empty()) return lines;
    const RunStopping& stopping = *runs.stopping();
    const std::string hint = stop_hint(stopping, keys_of(Command::interrupt, KeyPlace::console));
    lines.push_back(stop_words_with_time(stopping));
    if (stopping.rung == StopRung::in_c_code) lines.emplace_back("Save and Quit still work");
    else if (!hint.empty()) lines.push_back(hint);
    return lines;
}

std::optional<double> progress_fraction(const RunModel& runs) {
    if (!runs.progress() || !(runs.progress()->fraction >= 0)) return std::nullopt;
    return std::min(1.0, runs.progress()->fraction);
}

std::optional<Remark> remark_on(const RunStatus& run, double seconds) {
    if (run.removed) return Remark{"not run"};
    const bool long_enough = seconds >= shown_from_seconds;
    const std::string time = long_enough ? elapsed_words(seconds) : "";
    switch (run.state) {
        case RunState::queued: return std::nullopt;
        case RunState::done: return long_enough ? std::optional(Remark{time}) : std::nullopt;
        case RunState::failed: return Remark{"\xC3\x97 failed" + (long_enough ? "  " + time : ""), ink::error};
        case RunState::interrupted:
            return Remark{"\xE2\x96\xA0 interrupted" + (long_enough ? "  " + time : ""), ink::error_output};
        default: return long_enough ? std::optional(Remark{"\xE2\x97\x8F running", ink::running}) : std::nullopt;
    }
}

}  // namespace gimbal::console
