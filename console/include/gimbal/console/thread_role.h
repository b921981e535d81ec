// The role of the current thread, so that a debug build can check the contracts that comments state.
#pragma once
#include <source_location>

namespace gimbal::console {

enum class ThreadRole { unknown, ui, script, handlers, assist, worker, supervisor, output };

// Call it once, first thing in the thread. Thread: any.
void set_thread_role(ThreadRole role) noexcept;
ThreadRole thread_role() noexcept;

// A function whose comment names a thread begins with GIMBAL_ON(ui) or the like. With GIMBAL_CHECKS (presets debug,
// asan and tsan) a call from another thread ends the program with the place and both names. Until a thread has the role
// ui, a thread without a role may call functions of the UI. Without GIMBAL_CHECKS, the check is free.
#if GIMBAL_CHECKS
void assert_on(ThreadRole role, std::source_location where = std::source_location::current()) noexcept;
void assert_not_on(ThreadRole role, std::source_location where = std::source_location::current()) noexcept;
#else
inline void assert_on(ThreadRole) noexcept {}
inline void assert_not_on(ThreadRole) noexcept {}
#endif

#define GIMBAL_ON(role) ::gimbal::console::assert_on(::gimbal::console::ThreadRole::role)
#define GIMBAL_NOT_ON(role) ::gimbal::console::assert_not_on(::gimbal::console::ThreadRole::role)

}  // namespace gimbal::console
