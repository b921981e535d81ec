// What native work registers so that Stop reaches it.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Thread: any.   GIL: not held. The functions are native and short: they are called with the mutex held, so that
// removing one waits for a call that is under way.
class StopListeners {
public:
    std::uint64_t add(RunId run, std::function<void()> on_stop);
    void remove(std::uint64_t key);
    void call(RunId run);  // each of the run's, once

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
