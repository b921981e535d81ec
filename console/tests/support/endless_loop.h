// A loop that only Stop ends.
#pragma once
#include <string>

namespace gimbal::console::test {

// ThreadSanitizer delivers a signal only at calls that it intercepts, such as malloc.
#ifdef __SANITIZE_THREAD__
inline constexpr bool signals_wait_for_a_call = true;
inline const std::string endless_loop = "while True: unused = bytes(1000)";
#else
inline constexpr bool signals_wait_for_a_call = false;
inline const std::string endless_loop = "while True: pass";
#endif
inline const std::u32string typed_endless_loop = std::u32string(endless_loop.begin(), endless_loop.end()) +
                                                 U"\n\n";  // the empty line runs it

}  // namespace gimbal::console::test
