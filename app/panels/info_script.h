// Scripts made of the lines of the Info log.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gimbal::app {

// The lines of `text` that are Python: no comment and not blank.
std::vector<std::string> code_lines(std::string_view text);

// A script that does the actions again.
std::string script_of(const std::vector<std::string>& actions);
// A script that makes a command of them, for the user to name.
std::string command_script_of(const std::vector<std::string>& actions);

}  // namespace gimbal::app
