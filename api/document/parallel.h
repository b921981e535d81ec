// A loop over many items on the cores that the window does not need, in chunks short enough to stop between them.
#pragma once
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cstddef>
#include <thread>

#include "api/document/job.h"

namespace gimbal::document {

inline constexpr std::size_t chunk_size = 16384;             // of vertices or triangles: well under a millisecond of work

// Calls work(begin, end) for chunks of [0, count); throws Cancelled between two. Serial, for work that depends on its order.
template <class Work>
void in_chunks(std::size_t count, Job& job, Work&& work) {
    for (std::size_t begin = 0; begin < count; begin += chunk_size) {
        job.poll();
        work(begin, std::min(begin + chunk_size, count));
    }
}

// The same on up to cores - 1 threads (the caller is one of them); chunks in any order.
template <class Work>
void in_parallel_chunks(std::size_t count, Job& job, Work&& work) {
    static const int threads = std::max(static_cast<int>(std::thread::hardware_concurrency()) - 1, 1);
#if defined(__SANITIZE_THREAD__)                             // Debian's TBB is not instrumented: its joins would be reported as races
    constexpr bool serial = true;
#else
    const bool serial = threads == 1;
#endif
    if (serial || count <= chunk_size) return in_chunks(count, job, work);
    static tbb::task_arena arena(threads);
    arena.execute([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, chunk_size), [&](const tbb::blocked_range<std::size_t>& range) {
            in_chunks(range.size(), job, [&](std::size_t begin, std::size_t end) { work(range.begin() + begin, range.begin() + end); });
        });
    });
}

}  // namespace gimbal::document
