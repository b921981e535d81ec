// What runs before the first script: the start-up scripts and the plug-ins.
#include "gimbal/console/python/errors.h"

#include "api/module/binding/convert.h"
#include "api/module/module.h"

namespace gimbal {
namespace {

using console::PyRef;

void call(const char* module_name, const char* function) {
    PyRef module = PyRef::steal(PyImport_ImportModule(module_name));
    PyRef result = module ? PyRef::steal(PyObject_CallMethod(module.get(), function, nullptr)) : PyRef();
    if (!result) print_to_stderr(console::take_traceback().text);
}

}  // namespace

void start_scripts_and_plugins(const ModuleContext& context) {
    if (context.safe_mode) return;
    call("gimbal.startup", "run");
    call("gimbal.plugins", "load_all");
}

}  // namespace gimbal
