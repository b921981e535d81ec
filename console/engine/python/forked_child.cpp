// The fork watch, the warning before it and the child's end.
#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/python/gil.h"

#include <pthread.h>
#include <stdio_ext.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "gimbal/console/python/errors.h"
#include "base/platform/process_end.h"
#include "engine/python/uncaught.h"
#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

namespace {
// However the child ends (its last thread does, a library calls exit()): no destructor and no exit function of the
// window's, the OpenGL driver's or the display's runs in it. Registered last, so called first.
void leave(int status, void*) {
    std::fflush(nullptr);
    _exit(status);
}

void note_fork() {
    __fpurge(stdout);  // what another thread was writing is the parent's to write
    __fpurge(stderr);
    on_exit(leave, nullptr);
}

[[maybe_unused]] const int fork_watch = pthread_atfork(nullptr, nullptr, note_fork);

// Already imported modules only: a child that never used threads need not import them to end.
void call_if_imported(const char* module_name, const char* function) {
    PyObject* modules = PyImport_GetModuleDict();  // borrowed
    PyRef module = PyRef::borrow(modules ? PyDict_GetItemString(modules, module_name) : nullptr);
    if (module) PyRef::steal(PyObject_CallMethod(module.get(), function, nullptr));
    if (PyErr_Occurred()) print_uncaught(take_exception());
}

void flush(const char* name) {
    PyObject* stream = PySys_GetObject(name);  // borrowed
    PyRef kept = PyRef::borrow(stream);
    if (stream && stream != Py_None) PyRef::steal(PyObject_CallMethod(stream, "flush", nullptr));
    PyErr_Clear();
}

std::string standard_library() {
    PyObject* prefix = PySys_GetObject("prefix");  // borrowed
    PyRef platlib = PyRef::borrow(PySys_GetObject("platlibdir"));
    const char* start = prefix && PyUnicode_Check(prefix) ? PyUnicode_AsUTF8(prefix) : nullptr;
    const char* lib = platlib && PyUnicode_Check(platlib.get()) ? PyUnicode_AsUTF8(platlib.get()) : nullptr;
    PyErr_Clear();
    if (!start || !lib) return {};
    return std::string(start) + "/" + lib + "/python" + std::to_string(PY_MAJOR_VERSION) + "." +
           std::to_string(PY_MINOR_VERSION) + "/";
}

// multiprocessing and pty fork for the script: the place is the script's, not theirs.
Py_ssize_t level_of_script() {
    const std::string library = standard_library();
    Py_ssize_t level = 1;
    PyRef frame = PyRef::borrow(reinterpret_cast<PyObject*>(PyEval_GetFrame()));
    while (frame) {
        auto* present = reinterpret_cast<PyFrameObject*>(frame.get());
        PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(present)));
        const char* file = PyUnicode_AsUTF8(reinterpret_cast<PyCodeObject*>(code.get())->co_filename);
        if (!file) PyErr_Clear();
        else if (library.empty() || !std::string_view(file).starts_with(library)) return level;
        frame = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetBack(present)));
        ++level;
    }
    return 1;
}
}  // namespace

void end_forked_child() noexcept {
    const bool interrupted = PyErr_Occurred() && PyErr_ExceptionMatches(PyExc_KeyboardInterrupt);
    const int code = end_by_error(take_exception());
    call_if_imported("threading", "_shutdown");
    call_if_imported("atexit", "_run_exitfuncs");
    flush("stdout");
    flush("stderr");
    leave(interrupted ? end_by_sigint() : code, nullptr);
    std::abort();  // not reached
}

bool warn_of_fork() {
    HostFrame frame;
    if (!frame.ok()) return false;
    if (!PyRef::steal(PyImport_ImportModule("warnings")))
        PyErr_Clear();  // it shows the line of a cell, which C's own half cannot
    return PyErr_WarnEx(PyExc_RuntimeWarning,
                        "fork() copies this program without its threads: a lock that another thread holds now stays "
                        "locked in the "
                        "child, for ever. For worker processes use multiprocessing.get_context(\"spawn\") or "
                        "ProcessPoolExecutor(mp_context=...), for other programs subprocess",
                        level_of_script()) == 0;
}

}  // namespace gimbal::console
