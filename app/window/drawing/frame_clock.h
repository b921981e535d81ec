// When the next frame is due, and since when the one being made has been.
#pragma once
#include <atomic>
#include <utility>

#include "app/window/drawing/glfw_window.h"
#include "imgui_glfw/clock.h"

namespace gimbal::app {

// A frame is due at once for input, at the next 60 Hz slot for what threads post (a print loop must not turn into a
// drawing loop), at its own time for a tick of a panel. Lateness counts from the earliest of what is not yet shown.
// Thread: UI, except posted() and set_continuous().   GIL: not needed.
class FrameClock {
public:
    static constexpr double frame_seconds = 1.0 / 60;

    void posted();                 // Thread: any. Something waits in a queue; ends a wait.
    void set_continuous(bool on);  // Thread: any. A frame every 1/60 s, for measuring
    bool continuous() const { return continuous_.load(std::memory_order_relaxed); }

    // Returns when a frame is due. `at_once`: something is known to be left; `next_tick`: steady seconds.
    void wait(GlfwWindow& window, bool at_once, double next_tick);
    void note_due(double time);          // input of this frame, by the router
    double due() const { return due_; }  // never: nothing asked for this frame
    double frame_began() const { return began_; }
    bool take_post() { return std::exchange(post_taken_, false); }  // this frame is owed to a post

private:
    double due_next(double next_tick) const;
    double post_slot() const;

    std::atomic<double> first_post_{never};  // the first since the last frame began
    std::atomic<bool> continuous_{false};
    double began_ = steady_seconds(), slot_ = 0, due_ = never, next_continuous_ = never;
    bool post_taken_ = false;
};

}  // namespace gimbal::app
