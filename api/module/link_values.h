// Values and arrays of the live link as objects of Python, and back.
#pragma once
#include "api/module/binding/types.h"

#include "gimbal/console/link/array.h"
#include "gimbal/console/link/error.h"
#include "gimbal/console/link/streams.h"
#include "gimbal/console/link/value.h"

namespace gimbal::module {

// Each throws PythonErrorSet. New references.   Thread: Python.   GIL: held.

// None, bool, int, float, str, list or tuple, and dict with str as keys, at most 32 deep. Raises TypeError or
// ValueError.
console::link::Value to_link_value(PyObject* object, const char* name);
PyObject* from_link_value(const console::link::Value& value);

// A dict of (dtype, shape, bytes) by name. Raises ValueError.
console::link::Arrays to_link_arrays(PyObject* dict);
// A dict of (dtype, shape, gimbal.LinkBytes) by name: the memory itself, which an array of numpy may keep.
PyObject* from_link_arrays(ModuleState& module, const console::link::Arrays& arrays);
// (kind, serial, frame, dropped, arrays, writer)
PyObject* from_snapshot(ModuleState& module, const console::link::Snapshot& snapshot);

// Raises gimbal_link.LinkError.
[[noreturn]] void raise_link_error(const console::link::Error& error);

}  // namespace gimbal::module
