// Compares by identity, so none of the script's code runs here.
#include "engine/python/surroundings.h"

#include <cstring>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"

namespace gimbal::console {

namespace {
PyRef call_sys(const char* name, PyObject* argument = nullptr) {
    PyRef function = PyRef::borrow(PySys_GetObject(name));
    if (!function || !PyCFunction_Check(function.get())) return {};  // a script has replaced it
    return PyRef::steal(PyObject_CallFunctionObjArgs(function.get(), argument, nullptr));
}

// A debugger's trace function, such as pdb's, is a method of a Bdb.
bool is_debugger(PyObject* function) {
    if (!PyMethod_Check(function)) return false;
    PyObject* order = Py_TYPE(PyMethod_GET_SELF(function))->tp_mro;
    for (Py_ssize_t i = 0; order && i < PyTuple_GET_SIZE(order); ++i)
        if (std::strcmp(reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(order, i))->tp_name, "Bdb") == 0) return true;
    return false;
}

PyRef suspend(bool active, const char* get, const char* set) {
    if (!active) return {};
    PyRef function = call_sys(get);
    call_sys(set, Py_None);
    PyErr_Clear();
    return function && function.get() != Py_None && !is_debugger(function.get()) ? function : PyRef{};
}

// Asks only Python's own stream types: the `closed` of another type may be user code.
bool is_closed(PyObject* stream) {
    if (std::strncmp(Py_TYPE(stream)->tp_name, "_io.", 4) != 0) return false;
    PyRef closed = get_attribute(stream, "closed");
    PyErr_Clear();
    return closed && closed.get() == Py_True;
}

bool is_unusable(const char* name, PyObject* present) {
    if (!present || present == Py_None) return true;
    return std::strncmp(name, "std", 3) == 0 ? is_closed(present) : !PyCallable_Check(present);
}

std::string joined(const std::vector<std::string>& names) {
    const std::size_t shown = std::min<std::size_t>(names.size(), 3);
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) text += (i ? ", " : "") + names[i];
    return names.size() > shown ? text + " and " + std::to_string(names.size() - shown) + " more" : text;
}
}  // namespace

bool Surroundings::remember() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    builtins_module_ = import_module("builtins");
    builtins_ = PyRef::borrow(PyEval_GetBuiltins());
    modules_ = PyRef::borrow(PyImport_GetModuleDict());
    PyObject* main = PyDict_GetItemString(modules_.get(), "__main__");
    namespace_ = PyRef::borrow(main ? PyModule_GetDict(main) : nullptr);
    if (!builtins_module_ || !builtins_ || !namespace_) return false;
    builtins_copy_ = PyRef::steal(PyDict_Copy(builtins_.get()));
    modules_copy_ = PyRef::steal(PyDict_Copy(modules_.get()));
    for (const char* name : {"stdin", "stdout", "stderr", "displayhook", "excepthook", "unraisablehook"})
        hooks_.emplace_back(name, PyRef::borrow(PySys_GetObject(name)));
    for (const char* name : {"path", "meta_path", "path_hooks"}) {
        PyObject* list = PySys_GetObject(name);
        import_lists_.emplace_back(name, list ? PyRef::steal(PySequence_List(list)) : PyRef{});
    }
    return builtins_copy_ && modules_copy_ && !PyErr_Occurred();
}

void Surroundings::suspend_tracing() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    const PyThreadState* thread = PyThreadState_Get();
    if (!thread->c_tracefunc && !thread->c_profilefunc) return;
    PendingError kept;
    trace_ = suspend(thread->c_tracefunc != nullptr, "gettrace", "settrace");
    profile_ = suspend(thread->c_profilefunc != nullptr, "getprofile", "setprofile");
}

void Surroundings::resume_tracing() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    if (trace_) call_sys("settrace", trace_.get());
    if (profile_) call_sys("setprofile", profile_.get());
    trace_ = profile_ = {};
    PyErr_Clear();
}

std::string Surroundings::restore() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    if (!namespace_) return {};
    PendingError kept;
    std::vector<std::string> broken;
    restore_builtins(broken);
    restore_modules(broken);
    restore_import_lists(broken);
    restore_hooks(broken);
    PyErr_Clear();
    return broken.empty() ? std::string{} : "restored after a script broke it: " + joined(broken) + "\n";
}

void Surroundings::restore_builtins(std::vector<std::string>& broken) {
    PyObject *name = nullptr, *value = nullptr;
    for (Py_ssize_t place = 0; PyDict_Next(builtins_copy_.get(), &place, &name, &value);) {
        PyObject* present = PyDict_GetItemWithError(builtins_.get(), name);
        if (present && (PyCallable_Check(present) || !PyCallable_Check(value))) continue;
        if (PyDict_SetItem(builtins_.get(), name, value) != 0) continue;
        const char* text = PyUnicode_AsUTF8(name);
        broken.push_back(std::string("builtins.") + (text ? text : "?"));
    }
    PyObject* present = PyDict_GetItemString(namespace_.get(), "__builtins__");
    if (present && (PyModule_Check(present) || PyDict_Check(present))) return;
    // A deleted one does no harm: Python adds it again.
    if (PyDict_SetItemString(namespace_.get(), "__builtins__", builtins_module_.get()) == 0 && present)
        broken.push_back("__builtins__");
}

// After sys.modules.clear() the interpreter itself cannot import. Single modules may be missing, as in python3.
void Surroundings::restore_modules(std::vector<std::string>& broken) {
    PyObject* present = PySys_GetObject("modules");
    if (!present || !PyDict_Check(present)) {
        PySys_SetObject("modules", modules_.get());
        broken.push_back("sys.modules");
    }
    for (const char* name : {"sys", "builtins", "__main__"}) {
        if (PyDict_GetItemString(modules_.get(), name)) continue;
        PyDict_Merge(modules_.get(), modules_copy_.get(), 0);
        broken.push_back("the modules in sys.modules");
        return;
    }
}

void Surroundings::restore_import_lists(std::vector<std::string>& broken) {
    for (const auto& [name, original] : import_lists_) {
        PyObject* present = PySys_GetObject(name);
        if (!original || (present && PyList_Check(present) && PyList_GET_SIZE(present) > 0)) continue;
        PyRef fresh = PyRef::steal(PySequence_List(original.get()));
        if (fresh && PySys_SetObject(name, fresh.get()) == 0) broken.push_back(std::string("sys.") + name);
    }
}

void Surroundings::restore_hooks(std::vector<std::string>& broken) {
    for (const auto& [name, original] : hooks_) {
        PyObject* present = PySys_GetObject(name);
        if (!original || present == original.get() || !is_unusable(name, present)) continue;
        if (PySys_SetObject(name, original.get()) == 0) broken.push_back(std::string("sys.") + name);
    }
}

// The script's own stream stays, since another cell may read from it. The user may have forgotten it, though, and
// wonder why print() shows nothing.
std::string Surroundings::hidden_output() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    PyObject* present = PySys_GetObject("stdout");
    if (hooks_.empty() || !present || present == reported_stdout_.get() ||
        std::strncmp(Py_TYPE(present)->tp_name, "_io.", 4) != 0)
        return {};
    for (const auto& [name, original] : hooks_)
        if (std::strcmp(name, "stdout") == 0 && original.get() == present) return {};
    reported_stdout_ = PyRef::borrow(present);
    return std::string("sys.stdout is a ") + (Py_TYPE(present)->tp_name + 4) +
           " now, so print() shows nothing here; sys.stdout = sys.__stdout__ brings its output back\n";
}

}  // namespace gimbal::console
