// POSIX: one fork handler sets a flag in the child and calls the hooks.
#include "gimbal/console/python/forked_child.h"

#include <pthread.h>

#include <array>
#include <atomic>
#include <mutex>

#include "base/platform/fork_watch.h"

namespace gimbal::console {
namespace {

std::atomic<bool> watched{false}, forked{false};
std::array<std::atomic<void (*)()>, 8> hooks{};

void note_child() {
    if (!watched.load(std::memory_order_relaxed)) return;
    forked.store(true, std::memory_order_relaxed);
    for (const auto& hook : hooks)
        if (const auto call = hook.load(std::memory_order_relaxed)) call();
}

}  // namespace

ForkWatch::ForkWatch(bool wanted) {
    static std::once_flag registered;
    if (!wanted) return;
    std::call_once(registered, [] { pthread_atfork(nullptr, nullptr, note_child); });
    watched.store(true);
}

ForkWatch::~ForkWatch() { watched.store(false); }

void add_fork_hook(void (*in_child)()) {
    for (auto& hook : hooks) {
        void (*present)() = nullptr;
        if (hook.compare_exchange_strong(present, in_child) || present == in_child) return;
    }
}

bool in_forked_child() noexcept { return forked.load(std::memory_order_relaxed); }

}  // namespace gimbal::console
