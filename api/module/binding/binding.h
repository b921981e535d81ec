// Methods and attributes of the module's types as rows of CPython's tables: body, GIL policy, name and doc. The
// functions of the module are rows of bind (rows.h).
#pragma once
#include "gimbal/console/python/bind/row.h"
#include "gimbal/console/python/bound.h"
#include "gimbal/console/python/run_python.h"

#include <cstddef>

#include "api/module/binding/edits_of_context.h"

namespace gimbal::module {

using console::gil;

// The arguments of one call, borrowed for its duration: positional values, then keyword values.
struct Call {
    ModuleState& module;
    PyObject* self;
    PyObject* const* values;
    Py_ssize_t positional;
    PyObject* keywords;  // tuple of names, or nullptr
};
using Body = PyObject* (*)(const Call&);  // new reference; may throw

// Sets the Python error for the current C++ exception: StaleObject becomes ReferenceError, MeshExported BufferError,
// Cancelled KeyboardInterrupt, MeshFileError and SceneFileError those of gimbal, and others as in
// gimbal/console/python/errors.h.
// Thread: Python.   GIL: held.
void set_error_from_current_exception(ModuleState& module) noexcept;

// With GIMBAL_CHECKS: checks the thread and the GIL at the start of each body, and its GIL policy.
class PolicyCheck {
public:
#if GIMBAL_CHECKS
    explicit PolicyCheck(gil policy);
    ~PolicyCheck();
    static void released();  // aborts inside a function whose row says `keeps`
private:
    const gil* outer_;
    gil policy_;
#else
    explicit PolicyCheck(gil) {}
    static void released() {}
#endif
};

// Releases the GIL around native work. A body must not release it in another way.
// Thread: Python.   GIL: released for the scope.
class Unlocked {
public:
    Unlocked() { PolicyCheck::released(); }

private:
    console::GilRelease release_;
};

template <class F>
PyObject* call_body(ModuleState& module, gil policy, F&& body) noexcept {
    try {
        PolicyCheck check(policy);
        const EditsOfContext edits(module);
        return body();
    } catch (abi::__forced_unwind&) { console::stay_here(); } catch (...) {
        set_error_from_current_exception(module);
        return nullptr;
    }
}

inline ModuleState& state_of_module(PyObject* module) {
    return **static_cast<ModuleState**>(PyModule_GetState(module));
}

template <Body body, gil policy, class Count>  // CPython 3.14 made the count signed
PyObject* method_entry(PyObject* self, PyTypeObject* defining_class, PyObject* const* values, Count count,
                       PyObject* names) noexcept {
    ModuleState& module = state_of_type(defining_class);
    const Py_ssize_t given = PyVectorcall_NARGS(static_cast<std::size_t>(count));
    return call_body(module, policy, [&] { return body({module, self, values, given, names}); });
}

template <Body body, gil policy>
PyObject* plain_method_entry(PyObject* self, PyObject*) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));  // the types are final, so the type is the defining class
    return call_body(module, policy, [&] { return body({module, self, nullptr, 0, nullptr}); });
}

// A method with arguments. It finds the module by its defining class.
template <Body body, gil policy>
PyMethodDef method(const char* name, const char* doc) {
    PyCMethod entry = method_entry<body, policy>;
    return {name, console::as_method(entry), METH_METHOD | METH_FASTCALL | METH_KEYWORDS, doc};
}
// A method without arguments, which has the fastest calling convention.
template <Body body, gil policy>
PyMethodDef plain_method(const char* name, const char* doc) {
    return {name, plain_method_entry<body, policy>, METH_NOARGS, doc};
}

// --- Attributes keep the GIL, except measures of a large mesh.
using Getter = PyObject* (*)(PyObject* self);              // new reference; may throw
using Setter = void (*)(PyObject* self, PyObject* value);  // may throw; `value` is never null

template <Getter get>
PyObject* getter_entry(PyObject* self, void*) noexcept {
    try {
        PolicyCheck check(gil::releases);
        const EditsOfContext edits(self);  // a getter publishes what numpy has written
        return get(self);
    } catch (...) {
        set_error_from_current_exception(state_of_type(Py_TYPE(self)));
        return nullptr;
    }
}

int refuse_deletion(void* name) noexcept;

template <Setter set>
int setter_entry(PyObject* self, PyObject* value, void* name) noexcept {
    if (!value) return refuse_deletion(name);
    try {
        PolicyCheck check(gil::keeps);
        const EditsOfContext edits(self);
        set(self, value);
        return 0;
    } catch (...) {
        set_error_from_current_exception(state_of_type(Py_TYPE(self)));
        return -1;
    }
}

template <Getter get>
PyGetSetDef attribute(const char* name, const char* doc) {
    return {name, getter_entry<get>, nullptr, doc, nullptr};
}
template <Getter get, Setter set>
PyGetSetDef attribute(const char* name, const char* doc) {
    return {name, getter_entry<get>, setter_entry<set>, doc, const_cast<char*>(name)};
}

}  // namespace gimbal::module
