// Python errors as values. Include in a .cpp, first: it brings Python.h.
#pragma once
#include "gimbal/console/python/gil.h"

#include <exception>
#include <stdexcept>
#include <string>
#include <vector>

#include "gimbal/console/events.h"

namespace gimbal::console {

// Sets the pending exception aside for a scope and puts it back at the end, whatever was raised meanwhile.
// Thread: Python.   GIL: held.
class PendingError {
public:
    PendingError();
    ~PendingError();
    PendingError(const PendingError&) = delete;
    PendingError& operator=(const PendingError&) = delete;

private:
    PyRef exception_;
};

// The pending exception as a normalised object with its traceback; cleared. Empty when none is set.
PyRef take_exception();
void set_exception(PyRef exception);  // makes it the pending one; none: clears it

// Frames in files below these folders are the host's own. Thread: script, before any user code.
void set_host_folders(std::vector<std::string> folders);

bool is_host_file(const std::string& file);
bool is_library_file(const std::string& file);  // of Python's standard library

// Takes the pending exception, clears it and returns it as a value; frames of the host are left out.
// Never exits on SystemExit. Thread: Python.   GIL: held.
Traceback take_traceback();
Traceback describe(PyRef exception);

// A Python error is set already; thrown to unwind to translate_exceptions.
struct PythonErrorSet : std::exception {};

// Runs a binding's body and turns C++ exceptions into Python ones: invalid_argument to ValueError, out_of_range to
// IndexError, bad_alloc to MemoryError, filesystem/system errors to OSError, the rest to RuntimeError.
// Thread: Python.   GIL: held.
void set_python_error_from_current_exception() noexcept;
template <class F>
auto translate_exceptions(F&& body) noexcept -> decltype(body()) {
    try {
        return body();
    } catch (...) {
        set_python_error_from_current_exception();
        if constexpr (std::is_pointer_v<decltype(body())>) return nullptr;
        else return static_cast<decltype(body())>(-1);
    }
}

// Runs a function of the host's that has no value; a C++ exception becomes a Python one, which is left set.
template <class F>
void guarded(F&& body) noexcept {
    translate_exceptions([&] {
        body();
        return 0;
    });
}

}  // namespace gimbal::console
