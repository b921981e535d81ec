// The C++ half of gimbal_console.interpreters: the built-in module `_gimbal_console_interpreters`, multi-phase, so that
// each interpreter has its own.
#pragma once
#include "gimbal/console/python/gil.h"

namespace gimbal::console::detail {

class InterpreterSet;

inline constexpr const char* interpreters_module = "_gimbal_console_interpreters";

struct ModuleTypes {
    PyTypeObject *handle = nullptr, *queue = nullptr, *buffer = nullptr;  // owned
};

// Before Python starts: makes the module known. Thread: script.
void add_interpreters_module();
// Whose interpreters the module has; null: none any more. Thread: script.
void serve_interpreters_module(InterpreterSet* set);
InterpreterSet* served_interpreters();  // null after the end. GIL: held

// Of the module in the attached interpreter, which imports it. Null: a Python error is set. GIL: held
const ModuleTypes* module_types();

}  // namespace gimbal::console::detail
