// The document's mutex for a thread that holds the GIL. It waits for the mutex without the GIL.
#pragma once
#include "api/module/binding/state.h"

#include <chrono>
#include <thread>

namespace gimbal::module {

// Make no Python call in its scope, not even a decref: a thread that holds the mutex must never wait for the GIL.
// Thread: Python.   GIL: held; released only while the mutex is busy.
class Locked {
public:
    explicit Locked(document::Document& document) : document_(document) {
        GIMBAL_GIL_HELD();
        while (!document_.try_lock()) {
            console::GilRelease unlocked;
            std::this_thread::sleep_for(std::chrono::microseconds(20));  // the mutex is held only briefly
        }
    }
    ~Locked() { document_.unlock(); }
    Locked(const Locked&) = delete;

private:
    document::Document& document_;
};

}  // namespace gimbal::module
