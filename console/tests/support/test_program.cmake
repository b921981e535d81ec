# The common part of all test programs: paths, main() and the options of the sanitizers.
find_package(doctest REQUIRED)
set(gimbal_test_support ${CMAKE_CURRENT_LIST_DIR})
if(NOT TARGET gimbal_test_paths)
  add_library(gimbal_test_paths STATIC ${gimbal_test_support}/test_paths.cpp)
  target_link_libraries(gimbal_test_paths PUBLIC gimbal_console_internals)
  target_compile_definitions(gimbal_test_paths PRIVATE GIMBAL_TEST_PYTHON="${GIMBAL_PYTHON}"
    GIMBAL_TEST_CONSOLE="${gimbal_console_SOURCE_DIR}"
    GIMBAL_TEST_SUBJECT="${gimbal_console_BINARY_DIR}/tests/engine/engine_subject")
  gimbal_target(gimbal_test_paths)
endif()

# Makes one test program from every .cpp of the folder, and one ctest test, PROGRAM.FILE, for each source file with test
# cases. A test for each case would start Python hundreds of times. To run one case: PROGRAM -tc='its name'.
function(gimbal_test_program name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  add_executable(${name} ${sources} ${gimbal_test_support}/doctest_main.cpp)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${name} PRIVATE ${ARGN} gimbal_test_paths doctest::doctest)
  gimbal_target(${name})
  set(timeout_s 300)
  if(GIMBAL_SANITIZE)
    set(timeout_s 1200)                                      # the sanitizers are many times slower
  endif()
  foreach(source IN LISTS sources)
    file(STRINGS ${source} cases REGEX "^TEST_CASE" LIMIT_COUNT 1)
    if(cases STREQUAL "")
      continue()
    endif()
    cmake_path(GET source FILENAME file)
    string(REGEX REPLACE "^test_|_test\\.cpp$|\\.cpp$" "" test ${file})
    add_test(NAME ${name}.${test} COMMAND ${name} --source-file=*/${file})
    set_tests_properties(${name}.${test} PROPERTIES
      TIMEOUT ${timeout_s} FAIL_REGULAR_EXPRESSION "test cases: +0 ")
    file(STRINGS ${source} not_under_tsan REGEX "^#ifndef __SANITIZE_THREAD__" LIMIT_COUNT 1)
    if(GIMBAL_SANITIZE STREQUAL "thread" AND not_under_tsan)
      set_tests_properties(${name}.${test} PROPERTIES DISABLED TRUE)
    endif()
  endforeach()
endfunction()

# ctest reads the options of the sanitizers before it starts a test.
function(gimbal_set_sanitizer_options)
  set_property(DIRECTORY PROPERTY TEST_INCLUDE_FILES ${gimbal_test_support}/sanitizers.cmake)
endfunction()

# The loop of endless_loop.h, for the tests in Python.
if(GIMBAL_SANITIZE STREQUAL "thread")
  set(endless_loop "GIMBAL_ENDLESS_LOOP=while True: unused = bytes(1000)")
endif()
