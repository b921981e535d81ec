// Functions that native work registers and a Stop calls.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "gimbal/console/events.h"

namespace gimbal::console {

// The functions must be short and must not call Python. Thread: any.   GIL: not held.
class StopListeners {
public:
    std::uint64_t add(RunId run, std::function<void()> on_stop);
    void remove(std::uint64_t key);  // waits for a call in progress
    void call(RunId run);            // calls each listener of the run once

private:
    struct Listener {
        RunId run;
        std::function<void()> on_stop;
    };
    std::mutex mutex_;
    std::map<std::uint64_t, Listener> listeners_;
    std::uint64_t last_key_ = 0;
};

}  // namespace gimbal::console
