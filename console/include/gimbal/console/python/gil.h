// Guards for the GIL and for references. Every attach, detach and count of a reference is one of these objects.
// Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/python.h"

#include <cxxabi.h>
#include <unistd.h>

#include <source_location>
#include <utility>

#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

// First line of a function whose comment says "GIL: held": GIMBAL_GIL_HELD(). Builds with GIMBAL_CHECKS end the
// program and name the function if the calling thread does not hold the GIL. Other builds do nothing.
#if GIMBAL_CHECKS
void assert_gil_held(std::source_location where = std::source_location::current()) noexcept;
void assert_gil_may_be_released() noexcept;  // not inside a bound function whose row says gil::keeps

namespace detail {
// That function. Python code that it calls may release the GIL, so its frame counts too.
struct GilKeeper {
    const char* function = nullptr;
    const void* frame = nullptr;
};
GilKeeper exchange_gil_keeper(GilKeeper keeper) noexcept;  // of the calling thread. Returns the one before
}  // namespace detail
#else
inline void assert_gil_held() noexcept {}
inline void assert_gil_may_be_released() noexcept {}
#endif

#define GIMBAL_GIL_HELD() ::gimbal::console::assert_gil_held()

// Releases the GIL for the scope and takes it again at the end, also when an exception leaves the scope. While Python
// finalizes, the destructor never returns: CPython up to 3.13 unwinds the thread, which would end the program here, and
// later ones let it hang. Thread: a Python thread.   GIL: held.
class GilRelease : NonCopyable {
public:
    GilRelease() : state_((assert_gil_may_be_released(), PyEval_SaveThread())) {}
    ~GilRelease() {
        try {
            PyEval_RestoreThread(state_);
        } catch (abi::__forced_unwind&) {
            for (;;) ::pause();
        }
    }

private:
    PyThreadState* state_;
};

template <class F>
decltype(auto) without_gil(F&& work) {
    GilRelease unlocked;
    return std::forward<F>(work)();
}

// Attaches the calling thread to the main interpreter for the scope, as in
//     if (GilGuard guard; guard) PyRun_SimpleString("...");
// It is false, and Python must not be called, if no interpreter runs: before EngineReady, once Engine::quit() has
// begun, and after it. A thread that waits here when Quit begins gets the GIL or a false guard. Inside a scope that
// holds the GIL a guard is always true. quit() waits for scopes that are open, within its limit. A thread gets its
// PyThreadState with its first guard and keeps it until it ends, so PyGILState_Ensure() and pybind11 use the same one,
// and threading.local() its values. A Python error that the scope leaves set is cleared. Thread: any but UI.
// GIL: taken inside.
class [[nodiscard]] GilGuard : NonCopyable {
public:
    GilGuard();
    ~GilGuard();
    explicit operator bool() const { return attached_ != Attached::no; }

private:
    enum class Attached : unsigned char { no, before, with_own_state, by_ensure };
    void attach_counted();
    void attach_by_ensure();

    Attached attached_ = Attached::no;
    bool counted_ = false, had_error_ = false;
#if PY_VERSION_HEX >= 0x030F0000
    decltype(PyThreadState_EnsureFromView(nullptr)) previous_ = nullptr;
#else
    PyGILState_STATE previous_{};
#endif
};

// Runs `work` with the GIL. False: it was not run, because no interpreter runs.
template <class F>
bool with_gil(F&& work) {
    GilGuard guard;
    if (guard) std::forward<F>(work)();
    return static_cast<bool>(guard);
}

// Owns one reference, or none. Thread: Python.   GIL: held, also by the destructor of a PyRef that is not empty.
class PyRef {
public:
    PyRef() = default;
    static PyRef steal(PyObject* fresh) {
        PyRef r;
        r.object_ = fresh;
        return r;
    }
    static PyRef borrow(PyObject* other) { return steal(counted(other)); }
    PyRef(PyRef&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
    PyRef(const PyRef& other) : object_(counted(other.object_)) {}
    PyRef& operator=(PyRef other) noexcept {
        std::swap(object_, other.object_);
        return *this;
    }
    ~PyRef() {
        if (!object_) return;
        GIMBAL_GIL_HELD();
        Py_DECREF(object_);
    }
    explicit operator bool() const { return object_ != nullptr; }
    PyObject* get() const { return object_; }
    PyObject* release() { return std::exchange(object_, nullptr); }

private:
    static PyObject* counted(PyObject* object) {
        if (object) GIMBAL_GIL_HELD();
        return Py_XNewRef(object);
    }
    PyObject* object_ = nullptr;
};

}  // namespace gimbal::console
