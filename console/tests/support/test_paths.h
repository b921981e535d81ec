// Paths of the embedded python3, the Python half of the console and the programs that tests start.
#pragma once
#include <string>

std::string test_python();
std::string test_console();  // the folder that holds gimbal_console
std::string test_subject();  // the program of tests/engine/subject; empty in other test programs
