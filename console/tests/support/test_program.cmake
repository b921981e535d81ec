# What every test program shares: where things are, its main, what the sanitizers are told.
find_package(doctest REQUIRED)
set(gimbal_test_support ${CMAKE_CURRENT_LIST_DIR})
if(NOT TARGET gimbal_test_paths)
  add_library(gimbal_test_paths STATIC ${gimbal_test_support}/test_paths.cpp)
  target_link_libraries(gimbal_test_paths PUBLIC gimbal_console_internals)
  target_compile_definitions(gimbal_test_paths PRIVATE GIMBAL_TEST_PYTHON="${GIMBAL_PYTHON}"
    GIMBAL_TEST_CONSOLE="${gimbal_console_SOURCE_DIR}" GIMBAL_TEST_SUBJECT="${gimbal_console_BINARY_DIR}/tests/engine/engine_subject")
  gimbal_target(gimbal_test_paths)
endif()

# One test program a folder: every .cpp of the folder plus the doctest main.
function(gimbal_test_program name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources} ${gimbal_test_support}/doctest_main.cpp)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARGN} gimbal_test_paths doctest::doctest)
  gimbal_target(${name})
  add_test(NAME ${name} COMMAND ${name})
  set(timeout_s 300)
  if(GIMBAL_SANITIZE)
    set(timeout_s 1200)                                      # many times as slow, those of threads most
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${timeout_s})
endfunction()

# Read by ctest before it starts a test: what the sanitizers are told.
function(gimbal_tell_sanitizers)
  set_property(DIRECTORY PROPERTY TEST_INCLUDE_FILES ${gimbal_test_support}/sanitizers.cmake)
endfunction()

# The loop of tests/support/endless_loop.h for the tests in Python.
if(GIMBAL_SANITIZE STREQUAL "thread")
  set(endless_loop "GIMBAL_ENDLESS_LOOP=while True: unused = bytes(1000)")
endif()
