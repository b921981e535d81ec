// A handle to a Python callable for code that does not include Python.h. It may be copied, moved and destroyed on any
// thread without the GIL: the last reference goes to the engine's release queue. It is posted for a call and never
// called directly.
#pragma once
#include <memory>

struct _object;  // PyObject

namespace gimbal::console {

// Thread: any.   GIL: not needed (held for `of` and `get`).
class Callable {
public:
    Callable() = default;
    static Callable of(_object* borrowed);  // GIL: held
    explicit operator bool() const { return ref_ != nullptr; }
    _object* get() const;  // borrowed. GIL: held
    bool operator==(const Callable&) const = default;

private:
    struct Ref;  // its destructor queues the reference for release
    std::shared_ptr<Ref> ref_;
};

}  // namespace gimbal::console
