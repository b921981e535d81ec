#include "app/window/drawing/frame_clock.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

// If C code closes the connection to the display by a system call, only the next wait notices it.
constexpr double longest_wait_seconds = 5;

}  // namespace

void FrameClock::posted() {
    double none = console::never;
    // Only the first post since the last frame wakes the window, so a million posts cause one wake-up.
    if (first_post_.compare_exchange_strong(none, console::steady_seconds())) GlfwWindow::wake();
}

void FrameClock::set_continuous(bool on) {
    continuous_.store(on, std::memory_order_relaxed);
    posted();
}

double FrameClock::post_slot() const { return std::max(first_post_.load(std::memory_order_acquire), slot_); }

// With continuous redraw, every tick and post waits for the next redraw.
double FrameClock::due_next(double next_tick) const {
    return next_continuous_ != console::never ? next_continuous_ : std::min(next_tick, post_slot());
}

void FrameClock::wait(GlfwWindow& window, bool at_once, double next_tick) {
    GIMBAL_ON(ui);
    if (!continuous()) next_continuous_ = console::never;
    else if (next_continuous_ == console::never) next_continuous_ = console::steady_seconds();
    window.wait(0);
    while (!at_once && !window.asks_for_frame()) {
        const double left = due_next(next_tick) - console::steady_seconds();
        if (left <= 0) break;
        window.wait(std::min(left, longest_wait_seconds));
    }
    began_ = console::steady_seconds();
    due_ = console::never;
    if (next_continuous_ <= began_) note_due(next_continuous_);
    if (next_continuous_ == console::never)
        for (const double asked : {next_tick, post_slot()})
            if (asked <= began_) note_due(asked);
    // Skip missed redraws, because this frame shows everything that came before it began.
    if (next_continuous_ <= began_)
        next_continuous_ += frame_seconds * (1 + std::floor((began_ - next_continuous_) / frame_seconds));
    slot_ = began_ + frame_seconds;
    first_post_.exchange(console::never, std::memory_order_acq_rel);
}

void FrameClock::note_due(double time) { due_ = std::min(due_, time); }

}  // namespace gimbal::app
