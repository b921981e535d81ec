# Read by ctest before it starts a test (TEST_INCLUDE_FILES): what the sanitizers of the presets asan and tsan are told, the
# same for each test program and for whatever it starts. What the caller's environment says wins.
macro(tell variable options)
  if(NOT DEFINED ENV{${variable}})
    set(ENV{${variable}} "${options}")
  endif()
endmacro()

# libpython keeps what it made at its start until the process has ended, so leaks are not told. The alternate signal stack of the
# script thread is faulthandler's, which AddressSanitizer would unmap as its own. Too large an allocation is a MemoryError.
tell(ASAN_OPTIONS "detect_leaks=0:use_sigaltstack=0:allocator_may_return_null=1")
tell(UBSAN_OPTIONS "halt_on_error=1:print_stacktrace=1")
# A thread that would not end is left behind on purpose: the process ends around it.
tell(TSAN_OPTIONS "halt_on_error=1:report_thread_leaks=0:allocator_may_return_null=1:suppressions=${CMAKE_CURRENT_LIST_DIR}/tsan.supp")
