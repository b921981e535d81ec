// Loops over many items in chunks, on all cores except one, which is left for the window.
#pragma once
#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>
#include <tbb/task_arena.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <thread>

#include "api/document/scene/chunks.h"

namespace gimbal::document {

// False without a core beside the window's, and in a forked child, because TBB's threads do not exist there.
inline bool can_run_in_parallel() {
    static const bool several = std::thread::hardware_concurrency() > 2;
    static const pid_t process = ::getpid();
    return several && process == ::getpid();
}

// in_chunks() on up to cores - 1 threads, of which the caller is one. Chunks come in any order.
template <class Work>
void in_parallel_chunks(std::size_t count, Job& job, Work&& work) {
    static const int threads = std::max(static_cast<int>(std::thread::hardware_concurrency()) - 1, 1);
#if defined(__SANITIZE_THREAD__)  // Debian's TBB is not instrumented, so its joins would be reported as races
    constexpr bool serial = true;
#else
    const bool serial = !can_run_in_parallel();
#endif
    if (serial || count <= chunk_size) return in_chunks(count, job, work);
    static tbb::task_arena arena(threads);
    arena.execute([&] {
        tbb::parallel_for(tbb::blocked_range<std::size_t>(0, count, chunk_size),
                          [&](const tbb::blocked_range<std::size_t>& range) {
                              in_chunks(range.size(), job, [&](std::size_t begin, std::size_t end) {
                                  work(range.begin() + begin, range.begin() + end);
                              });
                          });
    });
}

}  // namespace gimbal::document
