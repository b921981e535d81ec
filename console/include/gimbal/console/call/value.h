// A Python object that C++ keeps without including Python.h.
#pragma once
#include <memory>

struct _object;  // PyObject

namespace gimbal::console {

// A handle. It may be copied, moved, compared and destroyed on any thread without the GIL, also after the engine's end:
// the last reference goes to the engine's release queue. python/convert.h turns it into a C++ value and back.
// Thread: any.   GIL: not needed (held for `of` and `get`).
class Value {
public:
    Value() = default;
    static Value of(_object* borrowed);  // empty for a null pointer
    explicit operator bool() const { return ref_ != nullptr; }
    _object* get() const;  // borrowed. Null if the value is empty, and once its interpreter has ended
    bool operator==(const Value& other) const;  // the same object

private:
    struct Ref;  // its destructor queues the reference for release
    std::shared_ptr<Ref> ref_;
};

}  // namespace gimbal::console
