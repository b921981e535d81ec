// Where references that were dropped without the GIL wait for a thread that holds it.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>

#include "base/mpsc_queue.h"

struct _object;

namespace gimbal::console {

// One a process, like the main interpreter. What is dropped after the interpreter's end is forgotten, not released.
class ReleaseQueue {
public:
    // `wake` is called when something was dropped, from any thread, until end_interpreter(). Thread: script.
    void begin_interpreter(std::function<void()> wake);
    void end_interpreter();  // Thread: script, before finalising.
    std::uint64_t interpreter() const { return interpreter_.load(); }

    void release(_object* object, std::uint64_t interpreter);  // Thread: any.   GIL: not needed.
    // Whoever holds the GIL is the one consumer: it is not let go of while an element is taken, only by the release
    // after that.
    void drain();  // Thread: Python.   GIL: held.

private:
    struct Dropped {
        _object* object = nullptr;
        std::uint64_t interpreter = 0;
    };
    MpscQueue<Dropped> dropped_;
    std::atomic<std::uint64_t> interpreter_{0};
    std::mutex wake_mutex_;  // held for the call of a wake-up
    std::function<void()> wake_;
};

ReleaseQueue& release_queue();

}  // namespace gimbal::console
