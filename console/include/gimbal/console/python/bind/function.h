// A C++ callable as a Python function, made at run time.
#pragma once
#include "gimbal/console/python/bind/function_row.h"

namespace gimbal::console::bind {

// A callable with its GIL policy, names and texts. It may be copied and destroyed on any thread without the GIL, and
// becomes a Python function where it is converted: as an argument of Engine::call(), or as the result of a bound
// function. Every copy and Python function shares the one callable, so the callable may be called on several threads at
// once. Converted, an empty Function is None.
//
// The callable is destroyed with its last copy or Python function, on whatever thread that happens, and always without
// the GIL. So its destructor may wait for threads that call Python, and cannot deadlock with them. It holds Python
// objects as Value or Callable, and never as a PyRef, whose destructor needs the GIL. The collector of Python does not
// see what it holds: a callable that holds its own function is never freed.
// Thread: any.   GIL: not needed.
class Function {
public:
    Function() = default;

    // The rest is as in Module::function: arg(), a documentation, returns(), raises().
    template <gil policy, class F, class... Extra>
    static Function of(std::string name, F callable, Extra&&... extra) {
        auto row = detail::function_row<policy>(std::move(name), std::move(callable), std::forward<Extra>(extra)...);
        return Function(std::move(row), !std::is_trivially_destructible_v<F>);
    }
    explicit operator bool() const { return row_ != nullptr; }

private:
    friend struct Converter<Function>;
    Function(std::unique_ptr<detail::Row> row, bool has_destructor);
    std::shared_ptr<const detail::Row> row_;
};

}  // namespace gimbal::console::bind

namespace gimbal::console {

template <>
struct Converter<bind::Function> {
    static PyRef to(const bind::Function& function);
};

// Runs without the GIL, because a function that knows nothing of Python may wait for another thread. Its parameters
// have no names. Converted, an empty one is None.
template <class R, class... A>
struct Converter<std::function<R(A...)>> {
    static PyRef to(const std::function<R(A...)>& function) {
        return to_python(function ? bind::Function::of<gil::releases>("function", function) : bind::Function());
    }
};

namespace bind {

// The same at once:
//     PyRef f = bind::function<gil::keeps>("on_step", [state](std::int64_t step) { ... }, arg("step"));
// The name may be left out. Empty: a Python error is set.   Thread: Python.   GIL: held.
template <gil policy, class F, class... Extra>
requires(!std::is_convertible_v<F, std::string>) PyRef function(F callable, Extra&&... extra) {
    return to_python(Function::of<policy>("function", std::move(callable), std::forward<Extra>(extra)...));
}
template <gil policy, class F, class... Extra>
PyRef function(std::string name, F callable, Extra&&... extra) {
    return to_python(Function::of<policy>(std::move(name), std::move(callable), std::forward<Extra>(extra)...));
}

}  // namespace bind
}  // namespace gimbal::console
