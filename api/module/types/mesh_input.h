// Vertices and triangles given by a script: any buffer (numpy, array, memoryview) or nested sequences, to a mesh.
#pragma once
#include "api/module/binding/convert.h"

namespace gimbal {

// Throws: ValueError naming the first bad value, TypeError for what is no table of numbers.
// Thread: Python.   GIL: held; released while a large mesh is checked.
document::MeshPtr to_mesh(PyObject* vertices, PyObject* triangles);

}  // namespace gimbal
