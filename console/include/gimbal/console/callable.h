// A handle to a Python callable for code that does not include Python.h.
#pragma once
#include <utility>

#include "gimbal/console/call/value.h"

namespace gimbal::console {

// A Value that is called by Engine::call() or Engine::submit_call(), and never directly.
// Thread: any.   GIL: not needed (held for `of` and `get`).
class Callable : public Value {
public:
    Callable() = default;
    static Callable of(_object* borrowed) { return Callable(Value::of(borrowed)); }

private:
    explicit Callable(Value value) : Value(std::move(value)) {}
};

}  // namespace gimbal::console
