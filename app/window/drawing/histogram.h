// Milliseconds in buckets a fortieth of a doubling wide (1.8 %), written by one thread and read by any without a lock.
#pragma once
#include <array>
#include <atomic>
#include <cstdint>

namespace gimbal::app {

// Thread: one writes (record, clear), any reads.   GIL: not needed.
// A reader beside the writer may see a sample counted but not yet summed: figures for people, not for accounts.
class Histogram {
public:
    void record(double milliseconds);
    void clear();
    std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
    double mean() const;
    double longest() const { return longest_.load(std::memory_order_relaxed); }
    double percentile(double share) const;  // 0.99: the upper edge of the bucket in which it lies

private:
    static constexpr double smallest = 0.01;                                   // ms
    static constexpr int per_doubling = 40, bucket_count = 24 * per_doubling;  // up to 168 s

    std::array<std::atomic<std::uint64_t>, bucket_count> buckets_{};
    std::atomic<std::uint64_t> count_{0};
    std::atomic<double> sum_{0}, longest_{0};
};

}  // namespace gimbal::app
