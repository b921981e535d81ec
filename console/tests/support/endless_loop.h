// The loop that only Stop ends, as the tests type it.
#pragma once
#include <string>

namespace gimbal::console::test {

// ThreadSanitizer hands a signal on only at a call that it knows, such as malloc: a loop without one never hears of it
// there.
#ifdef __SANITIZE_THREAD__
inline constexpr bool signals_wait_for_a_call = true;
inline const std::string endless_loop = "while True: unused = bytes(1000)";
#else
inline constexpr bool signals_wait_for_a_call = false;
inline const std::string endless_loop = "while True: pass";
#endif
inline const std::u32string typed_endless_loop = std::u32string(endless_loop.begin(), endless_loop.end()) +
                                                 U"\n\n";  // and run

}  // namespace gimbal::console::test
