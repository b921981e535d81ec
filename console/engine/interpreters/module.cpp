#include "gimbal/console/python/errors.h"
#include "engine/interpreters/module.h"

#include <atomic>
#include <cstring>

#include "engine/interpreters/handle_object.h"
#include "engine/interpreters/queue_object.h"
#include "engine/interpreters/set.h"
#include "engine/interpreters/shared_value.h"
#include "engine/python/imported.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console::detail {

namespace {
// There is one engine. Written by the script thread while no code of Python runs.
std::atomic<InterpreterSet*> served{nullptr};

InterpreterSet* needed_set() {
    InterpreterSet* set = served.load();
    if (!set) set_interpreter_error("InterpreterError", "no engine of the console runs in this process");
    return set;
}

PyObject* create(PyObject*, PyObject* arguments) {
    const char* name = "";
    int own_gil = 1;
    if (!PyArg_ParseTuple(arguments, "|sp", &name, &own_gil)) return nullptr;
    InterpreterSet* set = needed_set();
    if (!set) return nullptr;
    Result<Interpreter> made = set->create({.name = name, .own_gil = own_gil != 0});
    if (made) return handle_to(std::move(*made));
    set_error_of(made.error());
    return nullptr;
}

PyObject* list_all(PyObject*, PyObject*) {
    InterpreterSet* set = needed_set();
    PyRef list = set ? PyRef::steal(PyList_New(0)) : PyRef();
    if (!list) return nullptr;
    for (Interpreter& one : set->open()) {
        const PyRef handle = PyRef::steal(handle_to(std::move(one)));
        if (!handle || PyList_Append(list.get(), handle.get()) != 0) return nullptr;
    }
    return list.release();
}

PyObject* find(PyObject*, PyObject* id) {
    const long long number = PyLong_AsLongLong(id);
    if (number == -1 && PyErr_Occurred()) return nullptr;
    InterpreterSet* set = needed_set();
    if (!set) return nullptr;
    Interpreter found = set->find(number);
    if (!found) Py_RETURN_NONE;
    return handle_to(std::move(found));
}

PyObject* current_id(PyObject*, PyObject*) {
    return PyLong_FromLongLong(PyInterpreterState_GetID(PyInterpreterState_Get()));
}

// Whether a value crosses without a pickle.
PyObject* is_shareable(PyObject*, PyObject* object) {
    const auto value = share(served.load(), object, Place("the object"));
    if (!value) PyErr_Clear();
    return PyBool_FromLong(value && !std::holds_alternative<SharedValue::Pickle>(value->value));
}

PyObject* own_gil(PyObject*, PyObject*) { return PyBool_FromLong(console::has_own_gil()); }

PyMethodDef functions[] = {
    {"create", bound<&create>, METH_VARARGS, "Make an interpreter. GIL: released."},
    {"list_all", bound<&list_all>, METH_NOARGS, "Handles to the open sub-interpreters."},
    {"find", bound<&find>, METH_O, "A handle to the one with this number, or None."},
    {"current_id", bound<&current_id>, METH_NOARGS, "The number of this interpreter."},
    {"is_shareable", bound<&is_shareable>, METH_O, "Whether it crosses without a pickle."},
    {"has_own_gil", bound<&own_gil>, METH_NOARGS, "Whether interpreters can have their own GIL."},
    {}};

ModuleTypes* types_of(PyObject* module) { return static_cast<ModuleTypes*>(PyModule_GetState(module)); }

int fill(PyObject* module) {
    ModuleTypes& types = *types_of(module);
    types.handle = make_handle_type(module);
    types.queue = types.handle ? make_queue_type(module) : nullptr;
    types.buffer = types.queue ? make_buffer_type(module) : nullptr;
    if (!types.buffer) return -1;
    return PyModule_AddObjectRef(module, "Queue", reinterpret_cast<PyObject*>(types.queue));
}

int visit_types(PyObject* module, visitproc visit, void* arg) {
    ModuleTypes& types = *types_of(module);
    Py_VISIT(types.handle);
    Py_VISIT(types.queue);
    Py_VISIT(types.buffer);
    return 0;
}

int clear_types(PyObject* module) {
    ModuleTypes& types = *types_of(module);
    Py_CLEAR(types.handle);
    Py_CLEAR(types.queue);
    Py_CLEAR(types.buffer);
    return 0;
}

void free_types(void* module) { clear_types(static_cast<PyObject*>(module)); }

PyModuleDef_Slot slots[] = {{Py_mod_exec, reinterpret_cast<void*>(bound<&fill>)},
#if PY_VERSION_HEX >= 0x030C0000
                            {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
                            {0, nullptr}};
PyModuleDef definition{PyModuleDef_HEAD_INIT, interpreters_module, "The C++ half of gimbal_console.interpreters.",
                       sizeof(ModuleTypes),   functions,           slots,
                       visit_types,           clear_types,         free_types};

PyObject* init() { return PyModuleDef_Init(&definition); }
}  // namespace

void add_interpreters_module() {
    if (Py_IsInitialized()) return;  // by the host: the engine refuses to start
    for (const _inittab* one = PyImport_Inittab; one && one->name; ++one)
        if (std::strcmp(one->name, interpreters_module) == 0) return;  // an earlier engine
    PyImport_AppendInittab(interpreters_module, init);
}

void serve_interpreters_module(InterpreterSet* set) { served.store(set); }
InterpreterSet* served_interpreters() { return served.load(); }

const ModuleTypes* module_types() {
    GIMBAL_GIL_HELD();
    const PyRef module = import_module(interpreters_module);
    return module ? types_of(module.get()) : nullptr;
}

}  // namespace gimbal::console::detail
