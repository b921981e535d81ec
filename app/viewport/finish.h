// The end of a worker's job, also if the job fails: nobody waits for ever.
#pragma once
#include <atomic>

#include "app/waker.h"

namespace gimbal::app {

// Its destructor publishes what the job wrote before, and wakes the window.
// Thread: worker.   GIL: never.
struct Finish {
    std::atomic<bool>& done;
    Waker* waker;  // nullptr: nobody
    ~Finish() {
        done.store(true, std::memory_order_release);
        if (waker) waker->wake();
    }
};

}  // namespace gimbal::app
