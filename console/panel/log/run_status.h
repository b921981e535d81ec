// How the current run stands, in words: for the header and for the lines under the output.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class RunStatus {
public:
    void handle(const ConsoleEvent& event);
    void at(double now);  // events carry no time: what began since the last call began now

    bool running() const { return run_ != 0; }
    double seconds() const { return fresh_ ? 0 : now_ - began_; }  // of the current run, so far
    bool waits_for_input() const { return input_.has_value(); }
    const std::optional<InputRequested>& input() const { return input_; }
    std::size_t queued() const { return queued_.size(); }
    std::string note() const;                // "running 4.2 s · 2 queued"; "" when idle
    std::vector<std::string> lines() const;  // progress, and what holds out against Stop
    std::optional<double> fraction() const;  // of the progress line, when known

private:
    RunId run_ = 0;
    bool fresh_ = false;  // began since the last at()
    double began_ = 0, now_ = 0;
    std::set<RunId> queued_;
    std::optional<Progress> progress_;
    std::optional<RunStopping> stopping_;
    std::optional<InputRequested> input_;
};

std::string elapsed_words(double seconds);  // "4.2 s", "3:07 min"

}  // namespace gimbal::console
