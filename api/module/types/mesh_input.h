// Makes a mesh from vertices, triangles and colours of a script: buffers (numpy, array, memoryview) or nested
// sequences.
#pragma once
#include "api/module/binding/convert.h"

namespace gimbal::module {

// Raises ValueError with the first invalid value, or TypeError for a value that is not a table of numbers.
// Thread: Python.   GIL: held; released while a large mesh is checked.
document::MeshPtr to_mesh(PyObject* vertices, PyObject* triangles, PyObject* colours);  // colours: may be nullptr
document::ColoursPtr to_colours(PyObject* value);

}  // namespace gimbal::module
