// Which of the program's threads this one is, so that a contract written in a comment can be checked in a debug build.
#pragma once
#include <source_location>

namespace gimbal::console {

enum class ThreadRole { unknown, ui, script, handlers, assist, worker, supervisor, output };

// Thread: any, once, first thing in the thread.
void set_thread_role(ThreadRole role) noexcept;
ThreadRole thread_role() noexcept;

// The first line of a function that names a thread in its comment: GIMBAL_ON(ui). When GIMBAL_CHECKS is on (presets
// debug, asan and tsan), it ends the program with the place and both names if another thread calls; free otherwise.
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
