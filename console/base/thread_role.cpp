#include "gimbal/console/thread_role.h"

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <cstdlib>

namespace gimbal::console {

namespace {
thread_local ThreadRole current_role = ThreadRole::unknown;
std::atomic<bool> has_ui_thread{false};

[[maybe_unused]] const char* name_of(ThreadRole role) {
    constexpr const char* names[] = {"unnamed", "UI", "script", "handlers", "assist", "worker", "supervisor", "output"};
    return names[static_cast<std::size_t>(role)];
}
}  // namespace

void set_thread_role(ThreadRole role) noexcept {
    current_role = role;
    if (role == ThreadRole::ui) has_ui_thread.store(true, std::memory_order_relaxed);
}
ThreadRole thread_role() noexcept { return current_role; }

#if GIMBAL_CHECKS
void assert_on(ThreadRole role, std::source_location where) noexcept {
    if (current_role == role) return;
    // A host may prepare fonts and input before it has an Engine, which names the UI thread.
    const bool is_early = current_role == ThreadRole::unknown && !has_ui_thread.load(std::memory_order_relaxed);
    if (is_early && role == ThreadRole::ui) return;
    std::fprintf(stderr, "gimbal: %s:%u %s runs on the %s thread and belongs on the %s thread\n", where.file_name(),
                 where.line(), where.function_name(), name_of(current_role), name_of(role));
    std::abort();
}
void assert_not_on(ThreadRole role, std::source_location where) noexcept {
    if (current_role != role) return;
    std::fprintf(stderr, "gimbal: %s:%u %s must not run on the %s thread\n", where.file_name(), where.line(),
                 where.function_name(), name_of(role));
    std::abort();
}
#endif

}  // namespace gimbal::console
