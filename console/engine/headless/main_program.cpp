// Follows the rules of CPython's Modules/main.c.
#include "engine/headless/main_program.h"

#include <unistd.h>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/source_file.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
// gimbal: can't open file '/x.py': [Errno 2] No such file or directory
void print_cannot_open(const std::string& host, const std::string& path) {
    PyRef error = take_exception();
    PyRef number = get_attribute(error.get(), "errno"), reason = get_attribute(error.get(), "strerror");
    if (number && reason)
        PySys_FormatStderr("%s: can't open file '%s': [Errno %S] %S\n", host.c_str(), path.c_str(), number.get(),
                           reason.get());
    PyErr_Clear();
}

bool safe_path() {
    PyRef flag = get_attribute(PySys_GetObject("flags"), "safe_path");
    const bool safe = flag && PyObject_IsTrue(flag.get()) == 1;
    PyErr_Clear();
    return safe;
}
}  // namespace

std::vector<std::string> python_command_line(const HeadlessJob& job, const std::filesystem::path& launcher) {
    std::vector<std::string> line = {launcher.string()};
    line.insert(line.end(), job.interpreter_options.begin(), job.interpreter_options.end());
    switch (job.kind) {
        case JobKind::file: line.push_back(job.what); break;
        case JobKind::code: line.insert(line.end(), {"-c", job.what}); break;
        case JobKind::module: line.insert(line.end(), {"-m", job.what}); break;
        case JobKind::standard_input:
            if (!job.what.empty()) line.push_back(job.what);
            break;                      // "-" or nothing
        case JobKind::terminal: break;  // sys.argv is ['']
    }
    if (job.kind != JobKind::terminal) line.insert(line.end(), job.argv.begin(), job.argv.end());
    return line;
}

std::string MainProgram::title() const {
    switch (job_.kind) {
        case JobKind::file: return std::filesystem::path(job_.what).filename().string();
        case JobKind::code: return "<string>";
        case JobKind::module: return "-m " + job_.what;
        case JobKind::standard_input: return "<stdin>";
        case JobKind::terminal: break;
    }
    return {};
}

bool MainProgram::load() {
    GIMBAL_ON(script);
    if (job_.kind == JobKind::code)
        source_ = PyRef::steal(PyBytes_FromStringAndSize(job_.what.data(), std::ssize(job_.what)));
    if (job_.kind != JobKind::file) return true;
    file_ = std::filesystem::absolute(job_.what).string();
    holds_main_ = is_importable();
    if (holds_main_) return true;
    source_ = read_source_file(file_);
    if (source_ || !PyErr_ExceptionMatches(PyExc_OSError)) return true;
    print_cannot_open(host_, file_);
    return false;
}

// Asks the hooks of sys.path_hooks, as python3 does.
bool MainProgram::is_importable() const {
    PyRef name = path_to_python(file_);
    PyRef importer = name ? PyRef::steal(PyImport_GetImporter(name.get())) : PyRef{};
    PyErr_Clear();  // reading the file reports its error
    return importer && importer.get() != Py_None;
}

PyRef MainProgram::first_path() const {
    std::error_code failed;
    if (holds_main_) return path_to_python(file_);
    if (safe_path()) return {};
    if (job_.kind == JobKind::module) {
        const auto folder = std::filesystem::current_path(failed);
        return failed ? PyRef{} : path_to_python(folder);  // a deleted folder: python3 adds none
    }
    if (job_.kind != JobKind::file) return path_to_python("");
    const auto target = std::filesystem::canonical(file_, failed);  // modules are found beside the target of a link
    return path_to_python((failed ? std::filesystem::path(file_) : target).parent_path());
}

void MainProgram::put_first_path() {
    GIMBAL_ON(script);
    PyRef first = first_path();
    PyObject* path = PySys_GetObject("path");
    if (first && path && PyList_Check(path)) PyList_Insert(path, 0, first.get());
}

void MainProgram::run(CodeRunner& runner) {
    GIMBAL_ON(script);
    if (job_.kind == JobKind::module) return run_module(job_.what.c_str(), true);
    if (holds_main_) return run_module("__main__", false);
    if (job_.kind == JobKind::standard_input)
        source_ = read_to_end(STDIN_FILENO);  // after the start-up scripts have run
    if (source_) runner.run_as_main(source_.get(), job_.kind == JobKind::file ? file_ : title(), job_.kind);
}

void MainProgram::run_module(const char* name, bool finds_argv0) const {
    call_imported("runpy", "_run_module_as_main", "sO", name, finds_argv0 ? Py_True : Py_False);
}

}  // namespace gimbal::console
