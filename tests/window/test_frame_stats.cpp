// Statistics of frames.
#include <doctest/doctest.h>

#include "app/window/drawing/frame_stats.h"

using namespace gimbal::app;

TEST_CASE("a histogram returns mean, longest and percentile within the width of a bucket") {
    Histogram histogram;
    CHECK(histogram.percentile(0.99) == 0);
    for (int i = 1; i <= 1000; ++i) histogram.record(i / 10.0);
    CHECK(histogram.count() == 1000);
    CHECK(histogram.mean() == doctest::Approx(50.05));
    CHECK(histogram.longest() == 100);
    CHECK(histogram.percentile(0.5) == doctest::Approx(50).epsilon(0.02));
    CHECK(histogram.percentile(0.99) == doctest::Approx(99).epsilon(0.02));
}

TEST_CASE("values beyond the buckets are counted in the outermost bucket") {
    Histogram histogram;
    histogram.record(0);
    histogram.record(-1);
    histogram.record(1e9);
    CHECK(histogram.count() == 3);
    CHECK(histogram.longest() == 1e9);
}

TEST_CASE("a reader sees a reset at once, and the writer performs it") {
    FrameStatistics statistics;
    statistics.presented(5, 3, 100);
    statistics.worked(0.5);
    CHECK(statistics.read(true).frames == 1);
    CHECK(statistics.read(false).frames == 0);
    statistics.presented(7, 3, 101);
    const gimbal::FrameStats stats = statistics.read(false);
    CHECK(stats.frames == 1);
    CHECK(stats.late_ms.longest == 7);
    CHECK(stats.work_ms.longest == 0);
}

TEST_CASE("the status bar shows the longest lateness of the last seconds") {
    FrameStatistics statistics;
    statistics.presented(40, 3, 100.5);
    statistics.presented(8, 3, 101.5);
    CHECK(statistics.recent_late_ms(102) == 40);
    CHECK(statistics.recent_late_ms(104.5) == 8);
    CHECK(statistics.recent_late_ms(200) == 0);
}
