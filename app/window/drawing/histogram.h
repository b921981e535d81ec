// A histogram of milliseconds without a lock. It has 40 buckets for each doubling, so a bucket is 1.8 % wide.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace gimbal::app {

// Thread: one writes (record, clear), any reads.   GIL: not needed.
// A reader may see a sample that is counted but not yet added to the sum.
class Histogram {
public:
    void record(double milliseconds);
    void clear();
    std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
    double mean() const;
    double longest() const { return longest_.load(std::memory_order_relaxed); }
    double percentile(double share) const;  // 0.99 for the 99th; returns the upper edge of its bucket

private:
    static constexpr double smallest = 0.01;                                   // ms
    static constexpr int per_doubling = 40, bucket_count = 24 * per_doubling;  // up to 168 s

    std::array<std::atomic<std::uint64_t>, bucket_count> buckets_{};
    std::atomic<std::uint64_t> count_{0};
    std::atomic<double> sum_{0}, longest_{0};
};

}  // namespace gimbal::app
