// The state of runs in words, for the header, the lines under the output and the right end of an echoed line.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/run_model.h"
#include "panel/log/remark.h"

namespace gimbal::console {

std::string header_note(const RunModel& runs);                  // "running 4.2 s · 2 queued"; "" when idle
std::vector<std::string> progress_lines(const RunModel& runs);  // progress, and what delays a Stop
std::optional<double> progress_fraction(const RunModel& runs);  // nothing when unknown

// Nothing for a run that succeeded in less than a tenth of a second. `seconds`: how long it ran so far.
std::optional<Remark> remark_on(const RunStatus& run, double seconds);

}  // namespace gimbal::console
