// Makes the main interpreter's code give way to sub-interpreters that share its GIL.
//
// Before CPython 3.13 a thread that waits for the GIL asks the code of its own interpreter to give way, and the code
// that has the GIL looks at the requests of its own interpreter only. So a script that spins keeps a shared GIL from
// every sub-interpreter. Here a thread asks as one of the main interpreter, and the home thread of each sub-interpreter
// does the same for its own (home_thread.cpp).
#pragma once
#include "gimbal/console/python/gil.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>

#include "base/platform/native_thread.h"

namespace gimbal::console::detail {

inline constexpr bool needs_gil_ticks = PY_VERSION_HEX < 0x030D0000;

// The time between two requests. Where the GIL is free, it grows, because code that waits needs none.
class GilTicks {
public:
    Clock::duration interval() const { return interval_; }
    void waited(Clock::duration for_the_gil) {
        const bool was_free = for_the_gil < std::chrono::microseconds(200);
        interval_ = was_free ? std::min<Clock::duration>(2 * interval_, longest) : shortest;
    }

private:
    static constexpr Clock::duration shortest = std::chrono::milliseconds(5), longest = std::chrono::milliseconds(80);
    Clock::duration interval_ = shortest;
};

// Thread: any.   GIL: held or not.
class GilTicker : NonCopyable {
public:
    void begin();  // code of a sub-interpreter with a shared GIL runs from now on. Calls count
    void end();
    void finish();                           // at Quit
    bool join_until(Clock::time_point end);  // GIL: not held

private:
    void run();

    std::mutex mutex_;
    std::condition_variable changed_;
    int wanted_ = 0;
    bool finished_ = false;
    GilTicks ticks_;  // Thread: its own
    NativeThread thread_;
};

}  // namespace gimbal::console::detail
