// Methods that take the parameters of a document command. Names, types, ranges, defaults and documentation come only
// from the command registry.
#pragma once
#include "api/module/binding/binding.h"

#include <string>

#include "api/document/commands/commands.h"

namespace gimbal::module {

// The arguments of the call as the command's parameters, complete and checked. Throws PythonErrorSet (TypeError for a
// value of another type) or std::invalid_argument for a value out of range.
// Thread: Python.   GIL: held.
document::Arguments take_arguments(const Call& call, const document::Command& command);

console::PyRef from_arguments(const document::Arguments& arguments);  // a dict

std::string function_name(const document::Command& command);  // "smooth" of mesh.smooth
// "iterations=10, factor=0.5", as Python source.
std::string parameter_list(const document::Command& command);
// The command's sentence, then its parameters with types, ranges, units and defaults, in numpydoc format.
std::string documentation_of(const document::Command& command);
const char* type_name(const document::Parameter& parameter);  // "float", "(x, y, z)"

}  // namespace gimbal::module
