// Borders for functions of the host that Python calls. An exception that reached CPython's frames would end the
// process. Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/errors.h"

namespace gimbal::console {

namespace detail {
template <auto function, class Signature>
struct Bound;

template <auto function, class Result, class... Arguments>
struct Bound<function, Result (*)(Arguments...)> {
    static Result call(Arguments... arguments) noexcept {
        return translate_exceptions([&]() -> Result { return function(arguments...); });
    }
};
}  // namespace detail

// A C function that calls `function` and turns a C++ exception into a Python error: runtime_error into RuntimeError
// with its what(), and the others as set_python_error_from_current_exception() says. It has the signature of
// `function`, so it fits each place of CPython that wants a function with a PyObject* or an int as its result:
//     PyMethodDef methods[] = {{"load", bound<&load>, METH_VARARGS, "Load a mesh."}, {}};
// Thread: Python.   GIL: held.
template <auto function>
inline constexpr auto bound = &detail::Bound<function, decltype(function)>::call;

// For PyMethodDef, whose type does not say what METH_FASTCALL and METH_KEYWORDS pass.
template <class Function>
PyCFunction as_method(Function function) {
    return reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(function));
}

}  // namespace gimbal::console
