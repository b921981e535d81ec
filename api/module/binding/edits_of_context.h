// What Python code edits belongs to the transaction of its context: of the `with` block that it runs in, also in
// another task or thread that asyncio has started with a copy of the context.
#pragma once
#include "api/module/binding/state.h"

#include <optional>

#include "api/document/work/edit_author.h"

namespace gimbal::module {

inline ModuleState& state_of_type(PyTypeObject* type) {
    return **static_cast<ModuleState**>(PyType_GetModuleState(type));
}

// The scope of one call of Python into the module. It costs a read of an atomic unless a transaction is open.
// Thread: Python.   GIL: held.
class EditsOfContext {
public:
    explicit EditsOfContext(const ModuleState& module) {
        if (document::transactions_are_open()) begin(module);
    }
    explicit EditsOfContext(PyObject* self) {
        if (document::transactions_are_open()) begin(state_of_type(Py_TYPE(self)));
    }

private:
    void begin(const ModuleState& module);
    std::optional<document::EditsFor> scope_;
};

}  // namespace gimbal::module
