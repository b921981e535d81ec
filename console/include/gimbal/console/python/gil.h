// Guards for the GIL and for references. Every attach, detach and count of a reference is one of these objects.
// Include this header first in a .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/python.h"

#include <source_location>
#include <utility>

#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

// First line of a function whose comment says "GIL: held": GIMBAL_GIL_HELD(). Builds with GIMBAL_CHECKS end the
// program and name the function if the calling thread does not hold the GIL. Other builds do nothing.
#if GIMBAL_CHECKS
void assert_gil_held(std::source_location where = std::source_location::current()) noexcept;
#else
inline void assert_gil_held() noexcept {}
#endif

#define GIMBAL_GIL_HELD() ::gimbal::console::assert_gil_held()

// Releases the GIL for the scope and takes it again at the end, also when an exception leaves the scope.
// Thread: a Python thread.   GIL: held.
class GilRelease : NonCopyable {
public:
    GilRelease() : state_(PyEval_SaveThread()) {}
    ~GilRelease() { PyEval_RestoreThread(state_); }

private:
    PyThreadState* state_;
};

template <class F>
decltype(auto) without_gil(F&& work) {
    GilRelease unlocked;
    return std::forward<F>(work)();
}

// Attaches the calling thread to the main interpreter for the scope. The interpreter must be running: while it
// finalizes, the constructor throws std::runtime_error from CPython 3.15 on (PEP 788); older versions end or hang the
// thread. Thread: any but UI.   GIL: taken inside.
class GilGuard : NonCopyable {
public:
    GilGuard();
    ~GilGuard();

private:
#if PY_VERSION_HEX >= 0x030F0000
    decltype(PyThreadState_EnsureFromView(nullptr)) previous_ = nullptr;
#else
    PyGILState_STATE previous_;
#endif
};

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
