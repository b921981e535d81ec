// A handle to a Python callable for code that knows no Python: may be copied, moved and destroyed on any thread without
// the GIL; its last reference goes to the engine's release queue. It can be posted for a call, never called directly.
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
