// Limits how often the progress of a run is posted.
#pragma once
#include <mutex>
#include <string>

#include "engine/output/event_channel.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::console {

// Posts a new label and the end at once, and otherwise one event each 16 ms.
// Thread: any.   GIL: not needed.
class ProgressReports {
public:
    explicit ProgressReports(EventChannel& events) : events_(events) {}
    void post(RunId run, std::string label, double fraction);

private:
    EventChannel& events_;
    std::mutex mutex_;  // held for a comparison
    std::string label_;
    Clock::time_point posted_{};
};

}  // namespace gimbal::console
