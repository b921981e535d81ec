// Decides when the next frame is due, and knows since when the current one has been due.
#pragma once
#include <atomic>

#include "app/window/drawing/glfw_window.h"
#include "gimbal/console/base/clock.h"

namespace gimbal::app {

// A frame is due at once for input, at the next 60 Hz slot for posts of other threads (so that a print loop does not
// become a drawing loop), and at its time for a tick of a panel. Lateness counts from the earliest event that is not
// shown yet.
// Thread: UI, except posted() and set_continuous().   GIL: not needed.
class FrameClock {
public:
    static constexpr double frame_seconds = 1.0 / 60;

    void posted();                 // Something is in a queue: ends wait(). Thread: any.
    void set_continuous(bool on);  // a frame every 1/60 s, for measurements. Thread: any.
    bool continuous() const { return continuous_.load(std::memory_order_relaxed); }

    // Returns when a frame is due. `at_once`: do not wait; `next_tick`: in steady seconds.
    void wait(GlfwWindow& window, bool at_once, double next_tick);
    void note_due(double time);          // the time of an input event in this frame
    double due() const { return due_; }  // infinity: nothing has required this frame
    double frame_began() const { return began_; }

private:
    double due_next(double next_tick) const;
    double post_slot() const;

    std::atomic<double> first_post_{console::never};  // the first since the last frame began
    std::atomic<bool> continuous_{false};
    double began_ = console::steady_seconds(), slot_ = 0, due_ = console::never, next_continuous_ = console::never;
};

}  // namespace gimbal::app
