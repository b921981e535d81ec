// With a python3 command line, Python is configured as python3 is. Without one, it ignores the user's environment
// variables.
#include "gimbal/console/python/gil.h"
#include "engine/interpreter/interpreter.h"

#include <dlfcn.h>
#include <signal.h>

#include <stdexcept>

#include "gimbal/console/python/errors.h"
#include "base/platform/signals.h"
#include "engine/interpreter/host_signals.h"
#include "engine/python/imported.h"
#include "engine/python/python_home.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
struct sigaction python_sigint {};  // Python's handler. Written at the start, by the thread that reads it.

// The exception that CPython has left, for example of a .pth file that calls sys.exit(); "" if there is none.
std::string cause_of_failure() {
    if (!PyGILState_GetThisThreadState() || !PyGILState_Check() || !PyErr_Occurred()) return {};
    const PyRef exception = take_exception();
    const PyRef text = PyRef::steal(PyObject_Str(exception.get()));
    const std::string words = text ? to_utf8(text.get()) : "";
    PyErr_Clear();
    return std::string(": ") + Py_TYPE(exception.get())->tp_name + (words.empty() ? "" : ": " + words) +
           "; a .pth file, sitecustomize or usercustomize among its packages may be the cause";
}

void check(const PyStatus& status) {
    if (!PyStatus_Exception(status)) return;
    const std::string reason = status.err_msg ? status.err_msg : "CPython gives no reason";
    throw std::runtime_error("Python could not start: " + reason + cause_of_failure());
}

struct Config : PyConfig, NonCopyable {
    explicit Config(bool like_python3) {
        like_python3 ? PyConfig_InitPythonConfig(this) : PyConfig_InitIsolatedConfig(this);
    }
    ~Config() { PyConfig_Clear(this); }
    void set(wchar_t*& member, const std::string& value) {
        check(PyConfig_SetBytesString(this, &member, value.c_str()));
    }
};

void preinitialise(std::vector<char*>& command_line, bool isolated) {
    PyPreConfig config;
    if (!command_line.empty()) {
        PyPreConfig_InitPythonConfig(&config);
        return check(Py_PreInitializeFromBytesArgs(&config, std::ssize(command_line), command_line.data()));
    }
    PyPreConfig_InitIsolatedConfig(&config);
    if (!isolated) config.isolated = 0, config.use_environment = 1;
    config.configure_locale = 0;  // the constructor of Engine has set LC_CTYPE
    config.utf8_mode = -1;        // as in python3: on if the locale is C or POSIX
    check(Py_PreInitialize(&config));
}

void prepend_search_paths(const std::vector<std::filesystem::path>& paths) {
    PyObject* list = PySys_GetObject("path");
    Py_ssize_t place = 0;
    std::vector<std::string> folders;
    for (const auto& path : paths) {
        PyRef text = path_to_python(path);
        if (!list || !text || PyList_Insert(list, place++, text.get()) != 0)
            throw std::runtime_error("sys.path cannot be set");
        folders.push_back(path.string());
    }
    set_host_folders(std::move(folders));
}
}  // namespace

void start_interpreter(const InterpreterOptions& options) {
    GIMBAL_ON(script);
    // A shell starts a background program with SIGINT ignored. Python would then install no handler.
    if (options.command_line.empty()) signal(SIGINT, SIG_DFL);
    std::vector<char*> command_line;  // in the form that PyConfig takes
    for (const std::string& word : options.command_line) command_line.push_back(const_cast<char*>(word.c_str()));
    // Preparing cannot be undone, and CPython does not start twice.
    if (Py_IsInitialized())
        throw std::runtime_error("Python cannot start: another part of the program has started it meanwhile");
    preinitialise(command_line, options.isolated);
    Config config(!command_line.empty());
    if (command_line.empty()) {
        config.write_bytecode = 1;
        if (!options.isolated) config.isolated = 0, config.use_environment = config.user_site_directory = 1;
    } else check(PyConfig_SetBytesArgv(&config, std::ssize(command_line), command_line.data()));
    config.install_signal_handlers = 1;  // as in python3: default_int_handler for SIGINT; SIGPIPE and SIGXFSZ ignored
    if (!options.launcher.empty()) {
        config.set(config.program_name, options.launcher.string());
        config.set(config.executable, options.launcher.string());
    }
    if (!options.base_launcher.empty()) config.set(config.base_executable, options.base_launcher.string());
    // Otherwise Python searches upwards from the launcher's folder and may find another library, or `/lib`.
    config.set(config.home, python_home());
    check(Py_InitializeFromConfig(&config));
    adopt_interrupt_handler();
    try {
        prepend_search_paths(options.search_paths);
    } catch (...) {
        Py_FinalizeEx();
        throw;
    }
}

std::string python_version() {
    // Py_GetVersion() writes its text anew at each call, so two threads must not call it.
    const auto part = [](int shift, unsigned mask) { return Py_Version >> shift & mask; };
    std::string version = std::to_string(part(24, 0xFF)) + "." + std::to_string(part(16, 0xFF)) + "." +
                          std::to_string(part(8, 0xFF));
    const char* const level = part(4, 0xF) == 0xA ? "a" : part(4, 0xF) == 0xB ? "b" : part(4, 0xF) == 0xC ? "rc" : "";
    return *level ? version + level + std::to_string(part(0, 0xF)) : version;
}

std::string python_library() {
    Dl_info info{};
    if (!dladdr(reinterpret_cast<void*>(&Py_GetVersion), &info) || !info.dli_fname) return {};
    std::error_code ignored;
    const auto whole = std::filesystem::canonical(info.dli_fname, ignored);
    if (whole == std::filesystem::read_symlink("/proc/self/exe", ignored)) return python_home();  // static
    return whole.empty() ? info.dli_fname : whole.string();
}

void set_switch_interval(double seconds) {
    GIMBAL_GIL_HELD();
    call_imported("sys", "setswitchinterval", "d", seconds);
    PyErr_Clear();
}

void adopt_interrupt_handler() {
    GIMBAL_ON(script);
    python_sigint = handler_of(SIGINT);
}

void ensure_interrupt_handler() {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    PendingError kept;
    PyRef wanted = import_from("_signal", "default_int_handler");  // built in and already imported
    PyRef present = wanted ? call_imported("_signal", "getsignal", "i", SIGINT) : PyRef{};
    if (present && present.get() != wanted.get()) call_imported("_signal", "signal", "iO", SIGINT, wanted.get());
    // The host, or a library of it, may have replaced Python's handler with its own.
    const struct sigaction installed = handler_of(SIGINT);
    if (installed.sa_handler == python_sigint.sa_handler || python_sigint.sa_handler == SIG_IGN) return;
    adopt_host_interrupt(installed);
    sigaction(SIGINT, &python_sigint, nullptr);
}

}  // namespace gimbal::console
