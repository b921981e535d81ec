// Memory of an object of one interpreter that others see as a memoryview.
#pragma once
#include "gimbal/console/python/convert.h"

#include <memory>
#include <string>
#include <vector>

namespace gimbal::console::detail {

class InterpreterRecord;
class InterpreterSet;

// Keeps the object, and with it the memory. The last one to use it may be in any interpreter, or in none: the reference
// goes to the release queue of the main interpreter or to the home thread of the other one, which it keeps open.
// Thread: any.   GIL: not needed.
struct SharedBuffer : NonCopyable {
    ~SharedBuffer();

    void* data = nullptr;
    Py_ssize_t bytes = 0, item_size = 1;
    bool read_only = true;
    std::string format = "B";
    std::vector<Py_ssize_t> shape, strides;

    Value owner;                                  // of the main interpreter
    std::shared_ptr<InterpreterRecord> exporter;  // or an object of this interpreter
    PyObject* object = nullptr;                   // owned there
};

// Of a memoryview or another exporter of a buffer. Null: a Python error is set. GIL: held
std::shared_ptr<SharedBuffer> export_buffer(InterpreterSet* set, PyObject* object);
// A memoryview of it in the attached interpreter. GIL: held
PyRef view_of(std::shared_ptr<SharedBuffer> buffer);

PyTypeObject* make_buffer_type(PyObject* module);  // new reference, or null with an error set

}  // namespace gimbal::console::detail
