// Uses an audit hook, which Python calls before it imports a module or starts a process.
#include "engine/runs/first_use.h"

#include <unistd.h>

#include <atomic>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "gimbal/console/python/bound.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/signals.h"
#include "engine/python/host_frame.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/runs/module_files.h"

namespace gimbal::console {

namespace {
std::atomic<bool> in_window{false};
std::atomic<bool> is_console{false};
std::atomic<AsyncLoop*> loop_of_console{nullptr};

// Imports the module inside the audited import, which then finds it loaded, and passes it to `helper`. If one of these
// modules imports another of them, that one gets its helper too.
bool importing(const char* module, void (*helper)(PyObject* imported)) {
    static thread_local const char* inside = "";
    if (std::strcmp(inside, module) == 0) return true;
    const char* outer = std::exchange(inside, module);
    {
        HostFrame frame;
        PyRef imported = frame.ok() ? import_module(module) : PyRef{};
        if (imported) helper(imported.get());  // otherwise the script's own import raises the error
    }
    inside = outer;
    return !PyErr_Occurred();
}

#if PY_VERSION_HEX < 0x030D0000
std::atomic<unsigned long> script_thread{0};
std::atomic<int> script_thread_id{0};  // of the system

// A handler or a thread of the host may import threading first, and would then be Python's main thread.
void correct_main_thread(PyObject* threading) {
    call_imported("gimbal_console.runtime.main_thread", "install", "Oki", threading, script_thread.load(),
                  script_thread_id.load());
}
#endif

// Never destroyed, because the audit hook outlives every engine. Guarded by the GIL of the main interpreter.
auto& offered_modules() {
    static auto* modules = new std::map<std::string, std::function<PyRef()>, std::less<>>;
    return *modules;
}

// The audited import then finds the module loaded.
bool import_offered(std::string_view name) {
    const auto found = offered_modules().find(name);
    if (found == offered_modules().end()) return true;
    const PyRef module = found->second();
    return module && PyDict_SetItemString(PyImport_GetModuleDict(), found->first.c_str(), module.get()) == 0;
}

void install(const char* half_name, PyObject* imported) { call_imported(half_name, "install", "O", imported); }

bool before_import(PyObject* arguments) {
    PyObject* name = PyTuple_Check(arguments) && PyTuple_GET_SIZE(arguments) > 0 ? PyTuple_GET_ITEM(arguments, 0)
                                                                                 : nullptr;
    const char* text = name && PyUnicode_Check(name) ? PyUnicode_AsUTF8(name) : nullptr;
    if (!text) PyErr_Clear();  // no such name is one of these
    const std::string_view module = text ? text : "";
    // Python audits only the import of a module that is not loaded, so each of these happens once.
    if (module == "linecache") return importing("linecache", [](PyObject*) { update_linecache(); });
#if PY_VERSION_HEX < 0x030D0000
    if (module == "threading" && thread_role() != ThreadRole::script)
        return importing("threading", correct_main_thread);
#endif
    if (module == "getpass" && in_window.load())
        return importing("getpass",
                         [](PyObject* imported) { install("gimbal_console.runtime.hidden_input", imported); });
    if (module == "matplotlib" && in_window.load())
        return importing("matplotlib",
                         [](PyObject* imported) { install("gimbal_console.runtime.plotting", imported); });
    if (module == "asyncio" && loop_of_console.load())
        return importing("asyncio", [](PyObject*) { loop_of_console.load()->install(); });
    if (module == "pdb" && is_console.load())
        return importing("pdb", [](PyObject* imported) { install("gimbal_console.runtime.debugger", imported); });
    if (module == "multiprocessing.popen_spawn_posix" || module == "multiprocessing.popen_forkserver")
        return importing("multiprocessing.reduction",
                         [](PyObject* imported) { install("gimbal_console.runtime.spawn_guard", imported); });
    return import_offered(module);
}

// The handlers and assist threads block signals, and a child process would inherit that. Unblocks them; PythonThread
// blocks them again after the current piece of work.
void before_process() {
    if (thread_role() != ThreadRole::handlers && thread_role() != ThreadRole::assist) return;
    take_signals(true);
}

// A sub-interpreter has python3's modules alone. The host's are on the path of the main one, and what they refer to is
// that one's.
bool in_main_interpreter() { return PyInterpreterState_Get() == PyInterpreterState_Main(); }

int audit(const char* name, PyObject* arguments, void*) {
    const std::string_view event = name;
    if (event == "import") return !in_main_interpreter() || before_import(arguments) ? 0 : -1;
    if (event == "exec" && in_main_interpreter()) note_executed(arguments);
    if ((event == "os.fork" || event == "os.forkpty") && is_console.load() && in_main_interpreter() && !warn_of_fork())
        return -1;
    for (const char* start : {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system"})
        if (event == start) before_process();
    return 0;
}
}  // namespace

bool install_import_hooks(bool window, bool console, AsyncLoop* console_loop) {
    GIMBAL_ON(script);
#if PY_VERSION_HEX < 0x030D0000
    script_thread.store(PyThread_get_thread_ident());
    script_thread_id.store(gettid());
#endif
    is_console.store(console);
    in_window.store(window);
    loop_of_console.store(console_loop);
    return PySys_AddAuditHook(bound<&audit>, nullptr) == 0;
}

void offer_module(const char* name, std::function<PyRef()> make) {
    GIMBAL_ON(script);
    offered_modules()[name] = std::move(make);
}

}  // namespace gimbal::console
