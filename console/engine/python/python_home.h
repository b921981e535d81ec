// The prefix of the Python that is embedded: its standard library lies below.
#pragma once
#include <filesystem>
#include <string>

namespace gimbal::console {

// Set once, before Python starts; until then the prefix of the Python that the library was built for.
// Thread: any; set by the script thread.   GIL: not needed.
const std::string& python_home();
const std::string& standard_library();  // "HOME/lib/python3.11"
void set_python_home(const std::filesystem::path& home);
const char* default_python_home();  // of the Python that the library was built for

}  // namespace gimbal::console
