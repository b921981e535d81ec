// Engine::eval() and Engine::call(). Include this header first in a .cpp: it includes Python.h.
//
// eval() of the types below needs only engine.h, because the engine has it compiled:
//     void, bool, std::int64_t, double, std::string, Value, and std::vector of int64_t, double and string.
#pragma once
#include "gimbal/console/python/array.h"
#include "gimbal/console/python/convert.h"

#include <tuple>

#include "gimbal/console/engine.h"

namespace gimbal::console {

namespace detail {

// Arguments are kept until the code runs, so text is copied.
template <class T>
using Kept = std::conditional_t<std::is_convertible_v<const T&, std::string_view>, std::string, T>;

PyRef function_of(const std::string& module, const std::string& name);  // "Class.method" too
PyRef call_python(PyObject* function, std::span<const PyRef> arguments);
// Empty for an ended interpreter, with a Python error set.
PyRef callable_of(const Callable& callable);

template <class T>
std::function<bool(PyObject*)> storing(ResultState<T>& state) {
    return [&state](PyObject* result) {
        if constexpr (std::is_void_v<T>) {
            state.value = true;
            return true;
        } else {
            std::optional<T> converted = from_python<T>(result);
            if (converted) state.value.emplace(std::move(*converted));
            return converted.has_value();
        }
    };
}

struct ToPython {
    PyRef operator()(const auto& value) const { return to_python(value); }
};

// A function that converts the arguments and calls what `find` returns. Thread: that of the call.   GIL: held.
template <class Convert = ToPython, class... Arguments>
std::function<PyObject*()> calling(std::function<PyRef()> find, Arguments&&... arguments) {
    return [find = std::move(find),
            kept = std::tuple<Kept<std::decay_t<Arguments>>...>(std::forward<Arguments>(arguments)...)]() -> PyObject* {
        const PyRef function = find();
        if (!function) return nullptr;
        return std::apply(
            [&](const auto&... each) -> PyObject* {
                std::array<PyRef, sizeof...(each)> converted;
                std::size_t count = 0;
                [[maybe_unused]] const auto convert = [&](const auto& one) {
                    converted[count] = Convert()(one);
                    return static_cast<bool>(converted[count++]);
                };
                return (convert(each) && ...) ? call_python(function.get(), converted).release() : nullptr;
            },
            kept);
    };
}

}  // namespace detail

template <class T>
Future<T> Engine::eval(std::string expression, EvalOptions options) {
    auto state = std::make_shared<detail::ResultState<T>>();
    start_call(state, {expression, std::move(expression), nullptr, detail::storing<T>(*state)}, std::move(options));
    return Future<T>(std::move(state));
}

template <class T, class... Arguments>
Future<T> Engine::call(EvalOptions options, std::string module, std::string function, Arguments&&... arguments) {
    auto state = std::make_shared<detail::ResultState<T>>();
    std::string title = module + "." + function + "()";
    auto find = [module = std::move(module), function = std::move(function)] {
        return detail::function_of(module, function);
    };
    start_call(state,
               {std::move(title), "", detail::calling(std::move(find), std::forward<Arguments>(arguments)...),
                detail::storing<T>(*state)},
               std::move(options));
    return Future<T>(std::move(state));
}

template <class T, class... Arguments>
Future<T> Engine::call(EvalOptions options, Callable callable, Arguments&&... arguments) {
    auto state = std::make_shared<detail::ResultState<T>>();
    auto find = [callable = std::move(callable)] { return detail::callable_of(callable); };
    start_call(state,
               {"a call of C++", "", detail::calling(std::move(find), std::forward<Arguments>(arguments)...),
                detail::storing<T>(*state)},
               std::move(options));
    return Future<T>(std::move(state));
}

template <class T, class... Arguments>
Future<T> Engine::call(std::string module, std::string function, Arguments&&... arguments) {
    return call<T>(EvalOptions{}, std::move(module), std::move(function), std::forward<Arguments>(arguments)...);
}

template <class T, class... Arguments>
Future<T> Engine::call(Callable callable, Arguments&&... arguments) {
    return call<T>(EvalOptions{}, std::move(callable), std::forward<Arguments>(arguments)...);
}

}  // namespace gimbal::console
