// A Python value on its way from one interpreter to another.
#pragma once
#include "gimbal/console/python/convert.h"

#include <variant>

#include "engine/interpreters/shared_buffer.h"
#include "engine/interpreters/shared_queue.h"

namespace gimbal::console::detail {

class InterpreterSet;

// A copy: of None, bool, int, float, str, bytes and of tuples of such, or of any other object as its pickle. The memory
// of a memoryview or a numpy array is shared, and so is a queue. Thread: any.   GIL: not needed.
struct SharedValue {
    struct Text {
        std::string utf8;
    };
    struct Bytes {
        std::string bytes;
    };
    struct Pickle {
        std::string bytes;
    };
    using Tuple = std::vector<SharedValue>;
    std::variant<std::monostate, bool, std::int64_t, double, Text, Bytes, Pickle, Tuple, std::shared_ptr<SharedBuffer>,
                 std::shared_ptr<SharedQueue>>
        value;
};

// Empty: a Python error is set, NotShareableError if the value cannot cross; it names the value and its type.
// Thread: in the interpreter that has the object.   GIL: held.
std::optional<SharedValue> share(InterpreterSet* set, PyObject* object, const Place& place);
// A new object. Empty: a Python error is set. Thread: in the interpreter that gets it.   GIL: held.
PyRef receive(const SharedValue& value);

// Raises an exception of gimbal_console.interpreters. GIL: held
void set_interpreter_error(const char* type, const std::string& message);

}  // namespace gimbal::console::detail
