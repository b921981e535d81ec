# ctest reads this file before it starts a test (TEST_INCLUDE_FILES). It sets the sanitizer options of the presets asan
# and tsan for each test program and its child processes. Variables of the caller's environment win.
macro(set_default variable options)
  if(NOT DEFINED ENV{${variable}})
    set(ENV{${variable}} "${options}")
  endif()
endmacro()

# Leaks are not reported, because libpython keeps memory until the process ends. The script thread has faulthandler's
# alternate signal stack, which AddressSanitizer would unmap as its own. An allocation that is too large is a
# MemoryError.
set_default(ASAN_OPTIONS "detect_leaks=0:use_sigaltstack=0:allocator_may_return_null=1")
set_default(UBSAN_OPTIONS "halt_on_error=1:print_stacktrace=1")
# A thread that does not end is left behind on purpose.
string(CONCAT tsan_options
  "halt_on_error=1:report_thread_leaks=0:allocator_may_return_null=1:"
  "suppressions=${CMAKE_CURRENT_LIST_DIR}/tsan.supp")
set_default(TSAN_OPTIONS "${tsan_options}")
