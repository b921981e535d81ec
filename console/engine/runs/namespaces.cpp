#include "engine/runs/namespaces.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"

namespace gimbal::console {

namespace {
PyRef new_main_module() {
    PyRef module = PyRef::steal(PyModule_New("__main__")), builtins = import_module("builtins");
    if (!module || !builtins || PyModule_AddObjectRef(module.get(), "__builtins__", builtins.get()) != 0) return {};
    return module;
}

// Ignores errors: the same code has shown them in the first console.
void run_start_code(const std::string& code, PyObject* names) {
    if (code.empty()) return;
    PyRef compiled = PyRef::steal(Py_CompileString(code.c_str(), "<start>", Py_file_input));
    if (compiled) PyRef::steal(PyEval_EvalCode(compiled.get(), names, names));
    PyErr_Clear();
}
}  // namespace

bool Namespaces::prepare(std::string start_code) {
    GIMBAL_ON(script);
    start_code_ = std::move(start_code);
    PyRef module = PyRef::borrow(PyImport_AddModule("__main__"));
    if (!module) return false;
    all_[0] = std::make_shared<Namespace>(std::move(module));
    return true;
}

void Namespaces::release() { all_.clear(); }

std::shared_ptr<Namespaces::Namespace> Namespaces::of(ConsoleId console) {
    GIMBAL_ON(script);
    if (auto found = find(console)) return found;
    PyRef module = new_main_module();
    if (!module) return nullptr;
    auto made = all_[console] = std::make_shared<Namespace>(std::move(module));
    run_start_code(start_code_, made->names());
    made->remember_start();
    return made;
}

void Namespaces::close(ConsoleId console) {
    if (console == 0) return;
    { const auto removed = all_.extract(console); }  // the current run may still hold it
    PyGC_Collect();                                  // functions and the namespace refer to each other
}

std::shared_ptr<Namespaces::Namespace> Namespaces::find(ConsoleId console) const {
    const auto found = all_.find(console);
    return found != all_.end() ? found->second : nullptr;
}

void Namespaces::Namespace::remember_start() {
    at_start = PyRef::steal(PyDict_Copy(names()));
    PyErr_Clear();  // without the copy the list of variables is only longer
}

Namespaces::AsMain::AsMain(PyObject* module) {
    PyObject* modules = PyImport_GetModuleDict();
    PyObject* present = PyDict_GetItemString(modules, "__main__");
    if (present == module) return;
    before_ = PyRef::borrow(present);
    PyDict_SetItemString(modules, "__main__", module);
}

Namespaces::AsMain::~AsMain() {
    if (!before_) return;
    PendingError kept;
    PyDict_SetItemString(PyImport_GetModuleDict(), "__main__", before_.get());
}

}  // namespace gimbal::console
