#include "gimbal/console/python/errors.h"
#include "engine/process_claim.h"

#include <atomic>
#include <mutex>

#include "engine/python/imported.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

namespace {
std::atomic<bool> claimed{false};
std::mutex spoiling;
std::string reason;  // guarded by spoiling; empty: Python can be started

std::string present_reason() {
    std::lock_guard lock(spoiling);
    return reason;
}

// It is made by PyModule_Create, or says that it serves one interpreter, as numpy does from 2.3 on.
bool serves_one_interpreter(const PyModuleDef& definition) {
    if (!definition.m_slots) return true;
#if PY_VERSION_HEX >= 0x030C0000
    for (const PyModuleDef_Slot* slot = definition.m_slots; slot->slot != 0; ++slot)
        if (slot->slot == Py_mod_multiple_interpreters && slot->value == Py_MOD_MULTIPLE_INTERPRETERS_NOT_SUPPORTED)
            return true;
#endif
    return false;
}

// The name of a module that keeps its state in the process and comes from a file outside the standard library. Empty
// for any other module.
std::string unrepeatable_name(PyObject* name, PyObject* module) {
    if (!PyModule_Check(module) || !PyUnicode_Check(name)) return {};
    const PyModuleDef* definition = PyModule_GetDef(module);
    PyObject* file = PyDict_GetItemString(PyModule_GetDict(module), "__file__");  // borrowed
    const char* path = file && PyUnicode_Check(file) ? PyUnicode_AsUTF8(file) : nullptr;
    const char* text = PyUnicode_AsUTF8(name);
    PyErr_Clear();
    if (!definition || !serves_one_interpreter(*definition) || !path || !text || is_library_file(path)) return {};
    return text;
}
}  // namespace

ProcessClaim::ProcessClaim() {
    if (claimed.exchange(true)) {
        if (const std::string why = present_reason(); !why.empty()) throw PythonUnavailable(why);
        throw AlreadyRunning(
            "this process already has an Engine, and a process has one Python: use that Engine, or call its quit() and "
            "destroy it first");
    }
    std::string why = present_reason();
    if (why.empty() && Py_IsInitialized())
        why = "another part of this process has already started Python (Py_Initialize or pybind11's "
              "scoped_interpreter): make the Engine instead, and call Python through it";
    if (why.empty()) return;
    claimed.store(false);
    throw PythonUnavailable(why);
}

ProcessClaim::~ProcessClaim() { claimed.store(false); }

void ProcessClaim::spoil(const std::string& why) {
    std::lock_guard lock(spoiling);
    if (reason.empty()) reason = why;
}

void ProcessClaim::note_loaded_modules() {
    GIMBAL_GIL_HELD();
    PyObject *name = nullptr, *module = nullptr;
    for (Py_ssize_t place = 0; PyDict_Next(PyImport_GetModuleDict(), &place, &name, &module);) {
        const std::string found = unrepeatable_name(name, module);
        if (found.empty()) continue;
        return spoil("a second Engine cannot follow in this process, because the first has imported " +
                     found.substr(0, found.find('.')) + ", whose C code can be initialised only once (" + found +
                     "): keep one Engine for the life of the process, or start a new process");
    }
}

}  // namespace gimbal::console
