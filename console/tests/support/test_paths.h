// Where the tests find the python3 that is embedded, the console's Python half and the programs they start.
#pragma once
#include <string>

std::string test_python();
std::string test_console();  // the folder that holds gimbal_console
std::string test_subject();  // tests/engine/subject; "" in other test programs
