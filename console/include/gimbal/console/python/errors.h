// Python errors as C++ values, and C++ exceptions as Python errors.
// Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/gil.h"
#include "gimbal/console/python/run_python.h"

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// All functions here: Thread: Python.   GIL: held.

// Saves the pending exception for a scope and restores it at the end. An exception raised in the scope is dropped.
class PendingError : NonCopyable {
public:
    PendingError();
    ~PendingError();

private:
    PyRef exception_;
};

// Clears the pending exception and returns it, normalized and with its traceback. Empty if none is set.
PyRef take_exception();
void set_exception(PyRef exception);  // makes it the pending exception; an empty one clears the pending exception

// Raises an exception. The message may contain the bytes of a file name, which need not be UTF-8.
void set_error(PyObject* type, std::string_view message) noexcept;

// Frames of files in these folders belong to the host and do not appear in tracebacks.
// Thread: script, before any user code.
void set_host_folders(std::vector<std::string> folders);

bool is_host_file(const std::string& file);
bool is_library_file(const std::string& file);  // a file of Python's standard library

// Clears the pending exception and returns it as a value, without the host's frames. SystemExit is a value like any
// other and ends nothing.
Traceback take_traceback();
Traceback describe(PyRef exception);

// Thrown to unwind to translate_exceptions after a Python error has been set.
struct PythonErrorSet : std::exception {};

// Sets a Python error for the C++ exception that is being handled: invalid_argument becomes ValueError, out_of_range
// IndexError, bad_alloc and length_error MemoryError, a filesystem or system error OSError, any other RuntimeError.
void set_python_error_from_current_exception() noexcept;

// Runs the body of a binding and turns a C++ exception into a Python error. Returns nullptr or -1 then. A daemon thread
// whose call of Python ends it at the end of the process stays here (run_python.h).
template <class F>
auto translate_exceptions(F&& body) noexcept -> decltype(body()) {
    try {
        return body();
    } catch (abi::__forced_unwind&) { stay_here(); } catch (...) {
        set_python_error_from_current_exception();
        if constexpr (std::is_pointer_v<decltype(body())>) return nullptr;
        else return static_cast<decltype(body())>(-1);
    }
}

// Runs a function of the host that returns nothing. A C++ exception becomes a Python error, which stays set.
template <class F>
void guarded(F&& body) noexcept {
    translate_exceptions([&] {
        body();
        return 0;
    });
}

}  // namespace gimbal::console
