// What all types with instances of C++ objects share.
#pragma once
#include "gimbal/console/python/bind/type.h"

#include <vector>

namespace gimbal::console::bind::detail {

std::vector<PyType_Slot> instance_slots();

// The row of a type that make_type() has made. Null for null.   GIL: held.
const TypeRow* row_of(PyTypeObject* type);

}  // namespace gimbal::console::bind::detail
