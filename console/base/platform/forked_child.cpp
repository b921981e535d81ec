// POSIX: a fork handler sets a flag in the child.
#include "gimbal/console/python/forked_child.h"

#include <pthread.h>

#include <atomic>

namespace gimbal::console {
namespace {

std::atomic<bool> forked{false};
[[maybe_unused]] const int fork_watch = pthread_atfork(nullptr, nullptr,
                                                       [] { forked.store(true, std::memory_order_relaxed); });

}  // namespace

bool in_forked_child() noexcept { return forked.load(std::memory_order_relaxed); }

}  // namespace gimbal::console
