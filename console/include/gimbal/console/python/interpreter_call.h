// Interpreter::eval(), call() and prepare_main() with typed values. Include this header first in a .cpp: it includes
// Python.h.
#pragma once
#include "gimbal/console/python/call.h"

#include "gimbal/console/interpreters/interpreter.h"

namespace gimbal::console {

namespace detail {

// Whether values of the type may cross. An object of Python belongs to one interpreter.
template <class T>
inline constexpr bool is_object = std::is_same_v<T, Value> || std::is_same_v<T, Callable>;
template <class T>
struct Crosses : std::bool_constant<!is_object<T>> {};
template <class T>
struct Crosses<Array<T>> : std::false_type {};
template <class T>
struct Crosses<std::optional<T>> : Crosses<T> {};
template <class T, class... Rest>
struct Crosses<std::vector<T, Rest...>> : Crosses<T> {};
template <class T, std::size_t size>
struct Crosses<std::array<T, size>> : Crosses<T> {};
template <class A, class B>
struct Crosses<std::pair<A, B>> : std::bool_constant<Crosses<A>::value && Crosses<B>::value> {};
template <class... Parts>
struct Crosses<std::tuple<Parts...>> : std::bool_constant<(Crosses<Parts>::value && ...)> {};
template <class Key, class T, class... Rest>
struct Crosses<std::map<Key, T, Rest...>> : std::bool_constant<Crosses<Key>::value && Crosses<T>::value> {};
template <class Key, class T, class... Rest>
struct Crosses<std::unordered_map<Key, T, Rest...>> : std::bool_constant<Crosses<Key>::value && Crosses<T>::value> {};

// A memoryview of memory that the main interpreter owns. Thread: in an interpreter.   GIL: held.
PyRef shared_view(const Value& owner, void* data, NumberType type, const std::vector<std::size_t>& shape,
                  bool read_only);

template <class T>
struct ToInterpreter {
    static_assert(Crosses<T>::value,
                  "an object belongs to one interpreter: pass a C++ value, or an Array for its memory");
    static PyRef convert(const T& value) { return to_python(value); }
};
template <class T>
struct ToInterpreter<Array<T>> {
    static PyRef convert(const Array<T>& array) {
        using Number = std::remove_const_t<T>;
        return shared_view(array.owner(), const_cast<Number*>(array.data()), number_type<Number>(), array.shape(),
                           std::is_const_v<T>);
    }
};

struct IntoInterpreter {
    template <class T>
    PyRef operator()(const T& value) const {
        return ToInterpreter<T>::convert(value);
    }
};

// A function that converts the arguments and calls the named one, in the interpreter.
template <class... Arguments>
std::function<PyObject*()> calling_there(std::string module, std::string function, Arguments&&... arguments) {
    return calling<IntoInterpreter>(
        [module = std::move(module), name = std::move(function)] { return function_of(module, name); },
        std::forward<Arguments>(arguments)...);
}

PyRef evaluate_in_main(const std::string& expression);           // of the current interpreter
bool bind_in_main(const std::string& name, const PyRef& value);  // False: a Python error is set

template <class T>
inline constexpr bool comes_back = std::is_void_v<T> || Crosses<T>::value;

}  // namespace detail

template <class T>
Result<T> Interpreter::eval(const std::string& expression) {
    static_assert(detail::comes_back<T>, "an object belongs to one interpreter: take a C++ value");
    if (!record_) return empty();
    detail::ResultState<T> state;
    if (auto error = run([&] { return detail::evaluate_in_main(expression).release(); }, detail::storing<T>(state)))
        return std::move(*error);
    if constexpr (std::is_void_v<T>) return {};
    else return std::move(*state.value);
}

template <class T, class... Arguments>
Result<T> Interpreter::call(const std::string& module, const std::string& function, Arguments&&... arguments) {
    static_assert(detail::comes_back<T>, "an object belongs to one interpreter: take a C++ value");
    if (!record_) return empty();
    detail::ResultState<T> state;
    if (auto error = run(detail::calling_there(module, function, std::forward<Arguments>(arguments)...),
                         detail::storing<T>(state)))
        return std::move(*error);
    if constexpr (std::is_void_v<T>) return {};
    else return std::move(*state.value);
}

template <class T>
Result<void> Interpreter::prepare_main(const std::string& name, const T& value) {
    if (!record_) return empty();
    using Kept = detail::Kept<std::decay_t<T>>;
    const Kept kept(value);
    const auto bind = [&]() -> PyObject* {
        const PyRef made = detail::ToInterpreter<Kept>::convert(kept);
        return made && detail::bind_in_main(name, made) ? Py_NewRef(Py_None) : nullptr;
    };
    if (auto error = run(bind, [](PyObject*) { return true; })) return std::move(*error);
    return {};
}

template <class T, class... Arguments>
Future<T> Interpreter::call_in_thread(EvalOptions options, const std::string& module, const std::string& function,
                                      Arguments&&... arguments) {
    static_assert(detail::comes_back<T>, "an object belongs to one interpreter: take a C++ value");
    auto state = std::make_shared<detail::ResultState<T>>();
    start_call(state,
               {module + "." + function + "()", "",
                detail::calling_there(module, function, std::forward<Arguments>(arguments)...),
                detail::storing<T>(*state)},
               std::move(options));
    return Future<T>(std::move(state));
}

template <class T, class... Arguments>
Future<T> Interpreter::call_in_thread(const std::string& module, const std::string& function,
                                      Arguments&&... arguments) {
    return call_in_thread<T>(EvalOptions{}, module, function, std::forward<Arguments>(arguments)...);
}

}  // namespace gimbal::console
