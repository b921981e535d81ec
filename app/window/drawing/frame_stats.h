// How late frames are and what they cost, since the last reset and in the last seconds.
#pragma once
#include <array>
#include <atomic>

#include "api/host.h"
#include "app/window/drawing/histogram.h"

namespace gimbal::app {

// Thread: UI records, any reads; a reset is asked for by any and done by the UI.   GIL: not needed.
class FrameStatistics {
public:
    FrameStatistics();
    // Lateness: from when the frame was due to when it was presented. Waiting idle is no gap.
    void presented(double late_ms, double draw_ms, double now);
    void worked(double cpu_ms);  // events, queue and panels of one frame, thread CPU time

    FrameStats read(bool reset);              // Thread: any
    double recent_late_ms(double now) const;  // the worst of the last seconds, for the status bar

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
