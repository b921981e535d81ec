// Notices a fork, warns before one, and ends the child.
#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/python/gil.h"

#include <stdio_ext.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "gimbal/console/python/errors.h"
#include "base/platform/fork_watch.h"
#include "base/platform/signals.h"
#include "engine/python/forked_children.h"
#include "engine/python/host_frame.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/uncaught.h"
#include "engine/values/thread_states.h"

namespace gimbal::console {

namespace {
// An exit function that ends the child at once, however the exit began. It is registered last and so runs first: the
// destructors and exit functions of the window, the display and the OpenGL driver must not run in the child.
void leave(int status, void*) {
    std::fflush(nullptr);
    _exit(status);
}

// A thread of the host that forks has no thread state, or an idle one: its child keeps the host's exit functions and
// buffers.
void note_fork() {
    if (!PyGILState_GetThisThreadState() || thread_states().this_thread_is_idle()) return;
    __fpurge(stdout);  // the parent writes what its threads have put into the buffers
    __fpurge(stderr);
    on_exit(leave, nullptr);
}

// Imports nothing: a child that has not used threads does not import the module only to end.
void call_if_imported(const char* module_name, const char* function) {
    PyObject* modules = PyImport_GetModuleDict();  // borrowed
    PyRef module = PyRef::borrow(modules ? PyDict_GetItemString(modules, module_name) : nullptr);
    call_method(module.get(), function);
    if (PyErr_Occurred()) print_uncaught(take_exception());
}

// The level of the script's own frame. multiprocessing and pty fork for the script, and the warning names its line.
Py_ssize_t level_of_script() {
    Py_ssize_t level = 1;
    PyRef frame = PyRef::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame()));
    while (frame) {
        auto* present = reinterpret_cast<PyFrameObject*>(frame.get());
        if (!is_library_file(file_of(present))) return level;
        frame = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetBack(present)));
        ++level;
    }
    return 1;
}
}  // namespace

void prepare_forked_children() { add_fork_hook(note_fork); }

void end_forked_child() noexcept {
    GIMBAL_GIL_HELD();
    const bool interrupted = PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
    const int code = end_by_error(take_exception());
    call_if_imported("threading", "_shutdown");
    call_if_imported("atexit", "_run_exitfuncs");
    flush_standard_streams();
    leave(interrupted ? end_by_signal(SIGINT) : code, nullptr);
    std::abort();  // for the compiler: leave() does not return
}

bool warn_of_fork() {
    HostFrame frame;
    if (!frame.ok()) return false;
    // Without the module, the C code shows the warning but not the source line of a cell.
    if (!import_module("warnings")) PyErr_Clear();
    return PyErr_WarnEx(PyExc_RuntimeWarning,
                        "fork() copies this program without its threads: a lock that another thread holds now stays "
                        "locked in the child forever. For worker processes use "
                        "multiprocessing.get_context(\"spawn\") or ProcessPoolExecutor(mp_context=...), for other "
                        "programs use subprocess",
                        level_of_script()) == 0;
}

}  // namespace gimbal::console
