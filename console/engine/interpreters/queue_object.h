// The type `Queue` of the module: a handle to a SharedQueue, from which the Python half derives its own.
#pragma once
#include "gimbal/console/python/gil.h"

#include <memory>

namespace gimbal::console::detail {

class SharedQueue;

// Null if the object is no queue; an error may be set. GIL: held
std::shared_ptr<SharedQueue> queue_of(PyObject* object);

PyTypeObject* make_queue_type(PyObject* module);  // new reference, or null with an error set

}  // namespace gimbal::console::detail
