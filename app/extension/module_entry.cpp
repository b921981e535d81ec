// `import _gimbal` in an ordinary python3: the same module as in the program, with a document of the process.
#include "api/module/binding/outside_step.h"
#include "api/module/binding/types.h"

#include <dlfcn.h>

#include <filesystem>
#include <string>

#include "gimbal/console/python/errors.h"
#include "api/document/commands/commands.h"
#include "api/document/work/job.h"
#include "app/extension/plain_context.h"
#include "app/headless_host.h"
#include "app/user_dir.h"
#include "app/viewport/picture/offscreen.h"

namespace gimbal::extension {
namespace {

namespace fs = std::filesystem;
using console::PyRef;

constexpr double longest_wait_at_exit_s = 1;  // for event handlers

// What daemon threads and their jobs may still use when main() has returned. So it is never destroyed. Python that is
// finalised and initialised again finds the same document.
struct Session {
    document::Document document;
    document::CommandRegistry commands;
    app::HeadlessHost host{document, app::make_offscreen_renderer};
    PlainContext script{document};
};

Session& session() {
    static Session& one = *new Session;
    return one;
}

// The folder of this library.
fs::path own_folder() {
    Dl_info own{};
    if (!dladdr(reinterpret_cast<void*>(&session), &own) || !own.dli_fname) return {};
    std::error_code error;
    const fs::path file = fs::canonical(own.dli_fname, error);
    return (error ? fs::path(own.dli_fname) : file).parent_path();
}

// In the package of a wheel, beside the package of a build folder, or in share/gimbal of an installed program.
fs::path find_scripts() {
    std::error_code error;
    const fs::path folder = own_folder();
    for (const fs::path& candidate :
         {folder / "gimbal" / "scripts", folder.parent_path() / "scripts",
          folder.parent_path().parent_path().parent_path() / "share" / "gimbal" / "scripts"})
        if (fs::is_directory(candidate, error)) return candidate;
    return folder / "gimbal" / "scripts";
}

// The title of the process's run, which is an undo step: as in the program, the name of the script.
std::string run_title() {
    PyObject* arguments = PySys_GetObject("argv");  // borrowed
    PyObject* first = arguments && PyList_Check(arguments) && PyList_GET_SIZE(arguments) > 0
                          ? PyList_GET_ITEM(arguments, 0)
                          : nullptr;
    const char* text = first && PyUnicode_Check(first) ? PyUnicode_AsUTF8(first) : nullptr;
    PyErr_Clear();
    const std::string name = text ? fs::path(text).filename().string() : "";
    return name.empty() ? "python3" : name;
}

// Called by Python's atexit, while handlers can still run.
PyObject* finish(PyObject*, PyObject*) {
    session().script.wait_for_handlers(longest_wait_at_exit_s);
    module::close_steps_of_run(session().document, session().host);
    return PyErr_Occurred() ? nullptr : Py_NewRef(Py_None);
}
PyMethodDef finish_row{"_finish", finish, METH_NOARGS, "Call the event handlers that are due, before Python ends."};

void register_finish() {
    const PyRef atexit = PyRef::steal(PyImport_ImportModule("atexit"));
    const PyRef function = PyRef::steal(PyCFunction_New(&finish_row, nullptr));
    const PyRef done = atexit && function
                           ? PyRef::steal(PyObject_CallMethod(atexit.get(), "register", "O", function.get()))
                           : PyRef();
    if (!done) throw console::PythonErrorSet();
}

// After Python's end and before the exit functions of the OpenGL driver. A daemon thread may have left a job.
void end_work() {
    document::WorkerPool::end_shared();
    session().host.end();
}

Session& start_session() {
    static const bool started = [] {
        session().document.begin_run({run_title(), 1});
        (void)Py_AtExit(end_work);  // may be full: the driver then ends with the process
        return true;
    }();
    (void)started;
    return session();
}

int exec(PyObject* module) noexcept {
    if (PyInterpreterState_Get() != PyInterpreterState_Main()) {
        PyErr_SetString(PyExc_ImportError,
                        "gimbal cannot be imported in a sub-interpreter: its scene and its threads belong to the main "
                        "interpreter of the process. Import it there, or in another process (multiprocessing)");
        return -1;
    }
    return console::translate_exceptions([&] {
        Session& process = start_session();
        auto* parts = new module::ModuleParts(
            {&process.document, &process.commands, &process.host, app::default_user_dir(), find_scripts()});
        if (module::fill_module(module, *parts, process.script) < 0) throw console::PythonErrorSet();
        register_finish();
        return 0;
    });
}

PyModuleDef_Slot slots[] = {
    {Py_mod_exec, reinterpret_cast<void*>(exec)},
#if PY_VERSION_HEX >= 0x030C0000
    {Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},  // so that exec() refuses with its sentence
#endif
    {0, nullptr},
};

}  // namespace
}  // namespace gimbal::extension

PyMODINIT_FUNC PyInit__gimbal();
PyMODINIT_FUNC PyInit__gimbal() {
    static PyModuleDef definition = gimbal::module::module_definition(gimbal::extension::slots);
    return PyModuleDef_Init(&definition);
}
