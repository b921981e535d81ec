// The source of what was typed, for the lines in tracebacks.
#pragma once
#include <string>

namespace gimbal::console {

// Kept until linecache is in use, and then told to it. Thread: script.   GIL: held.
void remember_source(const std::string& file_name, const std::string& source);
// The file of that name is run as it is saved: what was remembered of it before is not its text any more. Thread:
// script.   GIL: held.
void forget_source(const std::string& file_name);
// Hands everything kept so far to linecache, which must have been imported. Thread: Python.   GIL: held.
void tell_linecache();
std::string source_text(
    const std::string& file_name);  // what was typed under that name, or "". Thread: any.   GIL: not needed.
// One line of it, for the word on what does not stop. Thread: any.   GIL: not needed.
std::string source_line(const std::string& file_name, int line);

}  // namespace gimbal::console
