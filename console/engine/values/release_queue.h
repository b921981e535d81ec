// References that were dropped without the GIL, until a thread that holds the GIL releases them.
#pragma once
#include <atomic>
#include <cstdint>
#include <mutex>

#include "base/mpsc_queue.h"
#include "base/platform/wake_up.h"

struct _object;

namespace gimbal::console {

// A reference that a Value keeps, in a list of all of them.
struct KeptReference {
    _object* object = nullptr;
    std::uint64_t interpreter = 0;  // the reference counts only while this interpreter lives
    KeptReference *before = nullptr, *next = nullptr;
};

// There is one per process, as there is one main interpreter. A Value may outlive it, but its reference does not: a
// function that C++ keeps would keep the names of its module, and what they refer to would never be destroyed.
class ReleaseQueue {
public:
    // A new interpreter begins: from now on each dropped reference notifies `drainer`, from any thread. Thread: script.
    void begin(WakeUp& drainer);
    void end();  // the interpreter is about to be finalized: releases what is kept. Thread: script.   GIL: held.
    std::uint64_t interpreter() const { return interpreter_.load(); }

    void keep(KeptReference& reference);     // Thread: Python.   GIL: held.
    void release(KeptReference& reference);  // forgets one of an ended interpreter. Thread: any.   GIL: not needed.
    void notify();                           // wakes the drainer. Thread: any.   GIL: not needed.
    // The GIL makes the caller the queue's only consumer: it is not released while an element is taken, only by the
    // DECREF after that. Thread: Python.   GIL: held.
    void drain();

private:
    struct Dropped {
        _object* object = nullptr;
        std::uint64_t interpreter = 0;
    };
    void drain_soon();

    MpscQueue<Dropped> dropped_;
    std::atomic<bool> drain_is_due_{false};
    std::atomic<std::uint64_t> interpreter_{0};
    std::mutex drainer_mutex_;  // held while the drainer is notified
    WakeUp* drainer_ = nullptr;
    std::mutex kept_mutex_;  // no Python is called with it held
    KeptReference* kept_ = nullptr;
};

ReleaseQueue& release_queue();

}  // namespace gimbal::console
