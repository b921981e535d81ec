// Turns C++ exceptions into Python exceptions, and checks GIL policies in debug builds.
#include "api/module/binding/binding.h"

#include <cstdio>
#include <cstdlib>

#include "api/document/io/mesh_io.h"
#include "api/document/scene_file/scene_file.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::module {

void set_error_from_current_exception(ModuleState& module) noexcept {
    GIMBAL_GIL_HELD();
    try {
        throw;
    } catch (const document::StaleObject& error) {
        console::set_error(PyExc_ReferenceError, error.what());
    } catch (const document::MeshExported& error) {
        console::set_error(PyExc_BufferError, error.what());
    } catch (const document::MeshFileError& error) {
        console::set_error(module.mesh_file_error ? module.mesh_file_error.get() : PyExc_ValueError, error.what());
    } catch (const document::SceneFileError& error) {
        console::set_error(module.scene_file_error ? module.scene_file_error.get() : PyExc_ValueError, error.what());
    } catch (const document::Cancelled&) { PyErr_SetNone(PyExc_KeyboardInterrupt); } catch (...) {
        console::set_python_error_from_current_exception();
    }
}

void EditsOfContext::begin(const ModuleState& module) {
    PyObject* value = nullptr;
    if (!module.transaction_of_context || PyContextVar_Get(module.transaction_of_context.get(), nullptr, &value) < 0)
        return PyErr_Clear();
    const console::PyRef token = console::PyRef::steal(value);
    if (!token) return;
    // A task may outlive the block in which it was started.
    const auto open = module.document.open_transaction_of(PyLong_AsUnsignedLongLong(token.get()));
    if (open) scope_.emplace(document::EditAuthor{open});
}

int refuse_deletion(void* name) noexcept {
    PyErr_Format(PyExc_AttributeError, "'%s' cannot be deleted; assign a new value to it",
                 static_cast<const char*>(name));
    return -1;
}

#if GIMBAL_CHECKS
namespace {
// Not that of bind: what these bodies call may release the GIL itself, as Python's signal handlers do.
thread_local const gil* current_policy = nullptr;
}  // namespace

PolicyCheck::PolicyCheck(gil policy) : outer_(current_policy), policy_(policy) {
    GIMBAL_GIL_HELD();
    console::assert_not_on(console::ThreadRole::ui);
    current_policy = &policy_;
}
PolicyCheck::~PolicyCheck() { current_policy = outer_; }

void PolicyCheck::released() {
    if (!current_policy || *current_policy != gil::keeps) return;
    std::fputs("gimbal: a bound function whose row says gil::keeps has released the GIL\n", stderr);
    std::abort();
}
#endif

}  // namespace gimbal::module
