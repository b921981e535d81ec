// Guards for the GIL and for references. The only file with hand-paired GIL calls.
// Include in a .cpp, first: it brings Python.h.
#pragma once
#include "gimbal/console/python/python.h"

#include <utility>

namespace gimbal::console {

#if GIMBAL_CHECKS
void assert_gil_held() noexcept;
#else
inline void assert_gil_held() noexcept {}
#endif

// Thread: a Python thread that holds the GIL.   GIL: released for the scope, held again at the brace, even on a throw.
class GilRelease {
public:
    GilRelease() : state_(PyEval_SaveThread()) {}
    ~GilRelease() { PyEval_RestoreThread(state_); }
    GilRelease(const GilRelease&) = delete;
    GilRelease& operator=(const GilRelease&) = delete;

private:
    PyThreadState* state_;
};

template <class F>
decltype(auto) without_gil(F&& work) {
    GilRelease unlocked;
    return std::forward<F>(work)();
}

// Thread: any but UI.   GIL: taken inside. Only while the interpreter lives.
class GilGuard {
public:
    GilGuard();  // asserts that this is not the UI thread
    ~GilGuard() { PyGILState_Release(state_); }
    GilGuard(const GilGuard&) = delete;
    GilGuard& operator=(const GilGuard&) = delete;

private:
    PyGILState_STATE state_;
};

// One counted reference. Thread: Python.   GIL: held, at its end too (asserted where a count changes).
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
        assert_gil_held();
        Py_DECREF(object_);
    }
    explicit operator bool() const { return object_ != nullptr; }
    PyObject* get() const { return object_; }
    PyObject* release() { return std::exchange(object_, nullptr); }

private:
    static PyObject* counted(PyObject* object) {
        if (!object) return nullptr;
        assert_gil_held();
        Py_INCREF(object);
        return object;
    }
    PyObject* object_ = nullptr;
};

}  // namespace gimbal::console
