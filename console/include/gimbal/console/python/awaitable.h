// Futures for Python: objects that may be awaited in any event loop, or waited for. Include this header first in a
// .cpp: it includes Python.h.
//
//     // Python: await mine.simulate(), or mine.simulate().result()
//     PyObject* simulate(PyObject*, PyObject*) {
//         auto [future, work] = make_job(*engine, "Simulate", [](Job& job) { return world.simulate(job); });
//         pool.submit(std::move(work));
//         return to_awaitable(std::move(future)).release();
//     }
#pragma once
#include "gimbal/console/python/convert.h"

#include <exception>
#include <functional>
#include <memory>
#include <utility>

#include "gimbal/console/call/promise.h"

namespace gimbal::console {

// Sets the Python error of a value: the exception of that name if it is one of Python's own, else a RuntimeError;
// asyncio.CancelledError for cancelled and stopped work, TimeoutError for work that was late, and RuntimeError with the
// sentence for the rest. Thread: Python.   GIL: held.
void set_error(const PythonError& error);

namespace detail {
template <class T>
PyRef object_of(const typename ResultState<T>::Stored& value) {
    if constexpr (std::is_void_v<T>) return PyRef::borrow(Py_None);
    else return to_python(value);
}
}  // namespace detail

// How an awaitable gives its result to Python. Each member may be left out.
template <class T>
struct AwaitableOptions {
    // Makes the Python object, on the thread that asks for it first. Empty: a Python error is set. T needs a Converter
    // only without it.
    std::function<PyRef(const typename detail::ResultState<T>::Stored& value)> convert = detail::object_of<T>;
    // Sets the Python error for what native work has thrown, if set_error() is not good enough.
    std::function<void(const std::exception_ptr& thrown)> raise = nullptr;
};

namespace detail {

// The Future of an awaitable. Destroyed with the GIL held.
struct Awaited {
    std::shared_ptr<CallState> state;
    std::function<PyRef()> value;  // GIL: held
    std::function<void(const std::exception_ptr&)> raise;
};
PyRef make_awaitable(Awaited awaited);

struct FutureParts {
    template <class T>
    static std::shared_ptr<ResultState<T>> take(Future<T>& future) {
        return std::exchange(future.state_, nullptr);
    }
};

}  // namespace detail

// The type of the objects, for the names of a module and isinstance(). Empty: a Python error is set. Thread: Python.
// GIL: held.
PyRef awaitable_type();

// An object whose type Python calls Job:
//     await job             the result, or its exception. asyncio.wait_for() and gather() work, in the event loop
//                           of any Python thread. Cancelling the task that awaits cancels the work.
//     job.result(timeout=None)    the same by waiting without the GIL. Stop ends the wait and cancels the work.
//     job.done(), job.cancel(), job.cancelled()
//     job.progress          0 to 1, or None if it is unknown
//     job.title
// The result is converted once, and each await gives the same object. Dropping the object does not end the work. For a
// Future of Engine::eval() or call(), too. Empty: a Python error is set. Thread: Python.   GIL: held.
template <class T>
PyRef to_awaitable(Future<T> future, AwaitableOptions<T> options = {}) {
    auto state = detail::FutureParts::take(future);
    auto value = [result = state.get(), convert = std::move(options.convert)] { return convert(*result->value); };
    return detail::make_awaitable({std::move(state), std::move(value), std::move(options.raise)});
}

}  // namespace gimbal::console
