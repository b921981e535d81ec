// The source of cells, which no file holds, for the lines in tracebacks.
#pragma once
#include <string>

#include "gimbal/console/python/python.h"

namespace gimbal::console {

// Stores the source under its name. If a code object is given, linecache gets the source for that code alone:
// tracebacks show its lines, and warnings do not, as for the `-c` of python3. Thread: Python.   GIL: held.
void remember_source(const std::string& file_name, const std::string& source, PyObject* code = nullptr);
// Drops the source, because the saved file of that name is executed now. Thread: Python.   GIL: held.
void forget_source(const std::string& file_name);
// Copies the sources to linecache, which must have been imported. Thread: Python.   GIL: held.
void update_linecache();

// One line of a text without its indentation, or "".
std::string line_of(const std::string& text, int number);

// The source stored under the name, or "". Thread: any.   GIL: not needed.
std::string source_text(const std::string& file_name);
// The same for a line of it. Thread: any.   GIL: not needed.
std::string source_line(const std::string& file_name, int line);

}  // namespace gimbal::console
