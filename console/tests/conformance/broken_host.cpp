// A host that keeps nothing of what the console promises, one way for each value of BROKEN. The conformance program
// must say which check fails.
#include "gimbal/console/python/gil.h"

#include "gimbal/console/conformance/conformance.h"

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "tests/support/test_paths.h"

using namespace gimbal::console;

namespace {
const std::string broken = std::getenv("BROKEN") ? std::getenv("BROKEN") : "";

// Code that the host runs before the user's.
const std::map<std::string, const char*> start_codes = {
    {"numpy", "import sys; sys.modules['numpy'] = None"},  // stands for a Python without it
    {"switch interval", "import sys; sys.setswitchinterval(1000)"},
    {"event loop",  // a task that never awaits
     "import asyncio, time\nasync def serve():\n    while True: time.sleep(0.01)\n"
     "serving = asyncio.create_task(serve())"},
    {"timers", "from gimbal_console import timers; timers.adopt(lambda function: set(), lambda name, call: None)"},
};

// A function with a signature that nobody can read, or no module at all.
Extension extension() {
    static PyMethodDef functions[] = {{"area", [](PyObject*, PyObject*) { return Py_NewRef(Py_None); }, METH_NOARGS,
                                       "area($module, width=<one metre>)\n--\n\nThe area."},
                                      {}};
    static PyModuleDef definition{PyModuleDef_HEAD_INIT, "shapes", nullptr, -1, functions, {}, {}, {}, {}};
    return {"shapes", [](Engine&) -> PyObject* {
                if (broken == "signature") return PyModule_Create(&definition);
                PyErr_SetString(PyExc_OSError, "no shapes.dat");
                return nullptr;
            }};
}

EngineOptions options() {
    EngineOptions options;
    options.launcher = broken == "launcher" ? "/proc/self/exe" : test_python();
    options.search_paths = {test_console()};
    if (broken == "start") options.python_home = "/nowhere";
    if (start_codes.contains(broken)) options.start_code = start_codes.at(broken);
    if (broken == "module" || broken == "signature") options.extensions = {extension()};
    return options;
}

// Refuses what a program that guards its scripts too eagerly refuses: each interpreter but the main one.
int refuse_interpreters(const char* event, PyObject*, void*) {
    static bool is_first = true;
    if (std::strcmp(event, "cpython.PyInterpreterState_New") != 0 || std::exchange(is_first, false)) return 0;
    PyErr_SetString(PyExc_PermissionError, "the host allows one interpreter");
    return -1;
}

void spin() {
    PyObject* names = PyEval_GetBuiltins();
    Py_XDECREF(PyRun_String("exec('while True: unused = bytes(1000)')", Py_eval_input, names, names));
}

conformance::Loop loop_of(Engine& engine) {
    static UiQueue never_drained([] {});
    if (broken == "handler") engine.post_to_handlers("the host's server", spin);
    return {.draw =
                [] {
                    if (broken == "crash") std::abort();
                    // A frame that waits for the GIL, through another thread because GilGuard refuses the UI thread.
                    if (broken == "frame") std::thread([] { with_gil([] {}); }).join();
                },
            .ui = broken == "queue" ? &never_drained : nullptr};
}
}  // namespace

int main(int argc, char** argv) {
    if (broken == "interpreters") PySys_AddAuditHook(refuse_interpreters, nullptr);
    return conformance::run(argc, argv, {.name = "a broken host", .options = options, .loop = loop_of});
}
