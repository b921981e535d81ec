// Three histograms. Only the UI thread writes to them.
#include "app/window/drawing/frame_stats.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

Spread spread_of(const Histogram& histogram) {
    return {histogram.mean(), histogram.percentile(0.99), histogram.longest()};
}

}  // namespace

FrameStatistics::FrameStatistics() : since_(console::steady_seconds()) {}

void FrameStatistics::presented(double late_ms, double draw_ms, double now) {
    GIMBAL_ON(ui);
    reset_if_asked();
    late_.record(late_ms);
    draw_.record(draw_ms);
    const long second = static_cast<long>(std::floor(now));
    Second& bucket = recent_[static_cast<std::size_t>(second) % recent_.size()];
    if (bucket.second != second) bucket = {second, 0};
    bucket.worst = std::max(bucket.worst, late_ms);
}

void FrameStatistics::worked(double cpu_ms) {
    GIMBAL_ON(ui);
    reset_if_asked();
    work_.record(cpu_ms);
}

// Only the UI thread may reset the histograms, so other threads request it. Until then they read empty statistics.
void FrameStatistics::reset_if_asked() {
    if (!reset_asked_.load(std::memory_order_relaxed)) return;
    late_.clear();
    work_.clear();
    draw_.clear();
    reset_asked_.store(false, std::memory_order_release);
}

FrameStats FrameStatistics::read(bool reset) {
    FrameStats stats;
    const double now = console::steady_seconds();
    stats.seconds = now - since_.load(std::memory_order_relaxed);
    if (!reset_asked_.load(std::memory_order_acquire)) {
        stats.frames = late_.count();
        stats.late_ms = spread_of(late_);
        stats.work_ms = spread_of(work_);
        stats.draw_ms = spread_of(draw_);
    }
    if (reset) {
        since_.store(now, std::memory_order_relaxed);
        reset_asked_.store(true, std::memory_order_release);
    }
    return stats;
}

double FrameStatistics::recent_late_ms(double now) const {
    GIMBAL_ON(ui);
    const long second = static_cast<long>(std::floor(now));
    double worst = 0;
    for (const Second& bucket : recent_)
        if (second - bucket.second < static_cast<long>(recent_.size())) worst = std::max(worst, bucket.worst);
    return worst;
}

}  // namespace gimbal::app
