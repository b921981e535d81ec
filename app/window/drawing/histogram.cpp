// Relaxed atomics with one writer, so plain loads and stores suffice.
#include "app/window/drawing/histogram.h"

#include <algorithm>
#include <cmath>

namespace gimbal::app {

void Histogram::record(double milliseconds) {
    const double place = std::log2(std::max(milliseconds, smallest) / smallest) * per_doubling;
    auto& bucket = buckets_[static_cast<std::size_t>(std::clamp(static_cast<int>(place), 0, bucket_count - 1))];
    const auto relaxed = std::memory_order_relaxed;
    bucket.store(bucket.load(relaxed) + 1, relaxed);
    sum_.store(sum_.load(relaxed) + milliseconds, relaxed);
    longest_.store(std::max(longest_.load(relaxed), milliseconds), relaxed);
    count_.store(count_.load(relaxed) + 1, relaxed);
}

void Histogram::clear() {
    for (auto& bucket : buckets_) bucket.store(0, std::memory_order_relaxed);
    count_.store(0, std::memory_order_relaxed);
    sum_.store(0, std::memory_order_relaxed);
    longest_.store(0, std::memory_order_relaxed);
}

double Histogram::mean() const {
    const std::uint64_t samples = count();
    return samples ? sum_.load(std::memory_order_relaxed) / static_cast<double>(samples) : 0;
}

double Histogram::percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count())));
    std::uint64_t seen = 0;
    for (int i = 0; i < bucket_count && wanted > 0; ++i) {
        seen += buckets_[static_cast<std::size_t>(i)].load(std::memory_order_relaxed);
        if (seen >= wanted) return std::min(longest(), smallest * std::exp2((i + 1.0) / per_doubling));
    }
    return longest();
}

}  // namespace gimbal::app
