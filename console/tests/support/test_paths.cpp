// The only test file with paths of the build, so that all other objects are the same in every checkout.
#include "tests/support/test_paths.h"

std::string test_python() { return GIMBAL_TEST_PYTHON; }
std::string test_console() { return GIMBAL_TEST_CONSOLE; }
std::string test_subject() { return GIMBAL_TEST_SUBJECT; }
