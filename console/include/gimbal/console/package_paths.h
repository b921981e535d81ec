// The paths of the console's package: a program that links gimbal_console::paths compiles them in.
#pragma once

namespace gimbal::console::detail {

// Keeps the two pointers for an Engine whose options name no launcher and no folder with `gimbal_console`.
// Thread: any.   GIL: not needed.
bool note_package_paths(const char* python_dir, const char* launcher) noexcept;

}  // namespace gimbal::console::detail

#if defined(GIMBAL_CONSOLE_PYTHON_DIR) && defined(GIMBAL_CONSOLE_LAUNCHER)
namespace {
[[maybe_unused]] const bool gimbal_console_paths_noted = gimbal::console::detail::note_package_paths(
    GIMBAL_CONSOLE_PYTHON_DIR, GIMBAL_CONSOLE_LAUNCHER);
}  // namespace
#endif
