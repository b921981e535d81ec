// References that were dropped without the GIL, until a thread that holds the GIL releases them.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>

#include "base/mpsc_queue.h"
#include "base/platform/wake_up.h"

struct _object;

namespace gimbal::console {

// There is one per process, as there is one main interpreter. A reference that is dropped after its interpreter has
// ended is forgotten, because nothing is left to release.
class ReleaseQueue {
public:
    // A new interpreter begins: from now on each dropped reference notifies `drainer`, from any thread. Null: the
    // interpreter is about to be finalized. Thread: script.
    void change_interpreter(WakeUp* drainer);
    std::uint64_t interpreter() const { return interpreter_.load(); }

    void release(_object* object, std::uint64_t interpreter);  // Thread: any.   GIL: not needed.
    // The GIL makes the caller the queue's only consumer: it is not released while an element is taken, only by the
    // DECREF after that. Thread: Python.   GIL: held.
    void drain();

private:
    struct Dropped {
        _object* object = nullptr;
        std::uint64_t interpreter = 0;
    };
    MpscQueue<Dropped> dropped_;
    std::atomic<std::uint64_t> interpreter_{0};
    std::mutex drainer_mutex_;  // held while the drainer is notified
    WakeUp* drainer_ = nullptr;
};

ReleaseQueue& release_queue();

}  // namespace gimbal::console
