// What a new interpreter gets before any code runs in it.
#pragma once
#include "gimbal/console/python/gil.h"

#include <string>
#include <vector>

namespace gimbal::console::detail {

class InterpreterRecord;
class InterpreterSet;

std::vector<std::string> present_path();  // sys.path of the attached interpreter. GIL: held

// Its streams lead to the console, sys.path is `path`, the modules of the program refuse to be imported with a
// sentence, and `gimbal_console.interpreters` works. False: a Python error is set. Thread: home, attached to the
// interpreter.
bool set_up_interpreter(InterpreterSet& set, InterpreterRecord& record, const std::vector<std::string>& path);

}  // namespace gimbal::console::detail
