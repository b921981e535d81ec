// Python functions that share a C++ callable.
#include "gimbal/console/python/bind/function.h"

#include "gimbal/console/python/bound.h"
#include "engine/interpreter/attach_gate.h"

namespace gimbal::console {

namespace {
using bind::detail::Row;
using Shared = std::shared_ptr<const Row>;

// The capsule of a function has the row as its pointer and owns the callable by its context.
PyObject* enter(PyObject* capsule, PyObject* const* values, Py_ssize_t count, PyObject* names) noexcept {
    const PyRef kept = PyRef::borrow(capsule);  // the callable may drop its own function
    const auto* row = static_cast<const Row*>(PyCapsule_GetPointer(capsule, nullptr));
    return row->enter(nullptr, values, count, names);
}

void destroy_capsule(PyObject* capsule) { delete static_cast<Shared*>(PyCapsule_GetContext(capsule)); }
}  // namespace

// The last owner of the callable may be a thread with the GIL, which the callable's destructor must not have: it may
// wait for a thread that wants it.
bind::Function::Function(std::unique_ptr<Row> row, bool has_destructor) {
    row->complete(as_method(enter));
    row_ = Shared(row.release(), [has_destructor](const Row* last) {
        if (!has_destructor || !holds_gil()) {
            delete last;
        } else {
            const bind::detail::PolicyCheck allowed;
            const GilRelease unlocked;
            delete last;
        }
    });
}

PyRef Converter<bind::Function>::to(const bind::Function& function) {
    GIMBAL_GIL_HELD();
    if (!function) return PyRef::borrow(Py_None);
    auto shared = std::make_unique<Shared>(function.row_);
    const PyRef capsule = PyRef::steal(PyCapsule_New(const_cast<Row*>(function.row_.get()), nullptr, destroy_capsule));
    if (!capsule || PyCapsule_SetContext(capsule.get(), shared.get()) != 0) return {};
    PyMethodDef& method = shared.release()->get()->method();
    return PyRef::steal(PyCFunction_NewEx(&method, capsule.get(), nullptr));
}

}  // namespace gimbal::console
