// Lateness and cost of frames, since the last reset and in the last seconds.
#pragma once
#include <array>
#include <atomic>

#include "api/host.h"
#include "app/window/drawing/histogram.h"

namespace gimbal::app {

// Thread: UI records, any reads and requests a reset.   GIL: not needed.
class FrameStatistics {
public:
    FrameStatistics();
    // The lateness is the time from when the frame was due until it was presented. Idle time does not count.
    void presented(double late_ms, double draw_ms, double now);
    void worked(double cpu_ms);  // thread CPU time of one frame: events, queues and panels

    FrameStats read(bool reset);              // Thread: any
    double recent_late_ms(double now) const;  // the longest of the last seconds, for the status bar

private:
    void reset_if_asked();

    Histogram late_, work_, draw_;
    std::atomic<double> since_;
    std::atomic<bool> reset_asked_{false};
    struct Second {
        long second = -1;
        double worst = 0;
    };
    std::array<Second, 4> recent_{};
};

}  // namespace gimbal::app
