// The document's mutex for a thread that holds the GIL: tried, and waited for only without the GIL.
#pragma once
#include "api/module/binding/state.h"

#include <chrono>
#include <thread>

namespace gimbal {

// While one lives no Python call may be made, a decref included: the holder of a host lock never waits for the GIL.
// Thread: Python.   GIL: held; released only while the mutex is busy.
class Locked {
public:
    explicit Locked(document::Document& document) : document_(document) {
        while (!document_.try_lock()) {
            console::GilRelease unlocked;
            std::this_thread::sleep_for(std::chrono::microseconds(20));  // its holder swaps a pointer
        }
    }
    ~Locked() { document_.unlock(); }
    Locked(const Locked&) = delete;
    Locked& operator=(const Locked&) = delete;

private:
    document::Document& document_;
};

}  // namespace gimbal
