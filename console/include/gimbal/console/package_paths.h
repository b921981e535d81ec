// Where the console's package is: its Python half, and the interpreter that becomes sys.executable. A program knows
// both when it is compiled: with CMake by gimbal_console::paths, with pkg-config by the place of this header.
#pragma once

namespace gimbal::console::detail {

// Keeps the pointers for an Engine whose options name no launcher and no folder with `gimbal_console`.
// Thread: any.   GIL: not needed.
bool note_package_paths(const char* python_dir, const char* launcher) noexcept;
bool note_package_header(const char* header) noexcept;  // below the prefix of the package; a relative path is ignored

}  // namespace gimbal::console::detail

#if defined(GIMBAL_CONSOLE_PYTHON_DIR) && defined(GIMBAL_CONSOLE_LAUNCHER)
namespace {
[[maybe_unused]] const bool gimbal_console_paths_noted = gimbal::console::detail::note_package_paths(
    GIMBAL_CONSOLE_PYTHON_DIR, GIMBAL_CONSOLE_LAUNCHER);
}  // namespace
#elif defined(GIMBAL_CONSOLE_BESIDE_HEADERS)
namespace {
[[maybe_unused]] const bool gimbal_console_header_noted = gimbal::console::detail::note_package_header(__FILE__);
}  // namespace
#endif
