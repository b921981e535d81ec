// A loop over many items in chunks short enough to stop between them.
#pragma once
#include <algorithm>
#include <cstddef>

#include "api/document/work/job.h"

namespace gimbal::document {

inline constexpr std::size_t chunk_size = 16384;  // of vertices or triangles: well under a millisecond of work

// Calls work(begin, end) for chunks of [0, count); throws Cancelled between two. Serial, for work that depends on its
// order.
template <class Work>
void in_chunks(std::size_t count, Job& job, Work&& work) {
    for (std::size_t begin = 0; begin < count; begin += chunk_size) {
        job.poll();
        work(begin, std::min(begin + chunk_size, count));
    }
}

}  // namespace gimbal::document
