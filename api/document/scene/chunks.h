// Loops over many items in chunks, so that a job can be cancelled between two.
#pragma once
#include <algorithm>
#include <cstddef>

#include "api/document/work/job.h"

namespace gimbal::document {

inline constexpr std::size_t chunk_size = 16384;  // vertices or triangles: well under a millisecond of work

// Calls work(begin, end) for each chunk of [0, count), in order. Throws Cancelled between two chunks.
template <class Work>
void in_chunks(std::size_t count, Job& job, Work&& work) {
    for (std::size_t begin = 0; begin < count; begin += chunk_size) {
        job.poll();
        work(begin, std::min(begin + chunk_size, count));
    }
}

}  // namespace gimbal::document
