#include "engine/runs/code_runner.h"

#include <cstring>
#include <optional>

#include "gimbal/console/python/errors.h"
#include "engine/python/compiled_file.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/python/source_file.h"
#include "engine/python/text.h"
#include "engine/runs/script_place.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::console {

namespace {
std::filesystem::path file_of(const Run& run) {
    return run.body == Run::Body::file ? run.path : std::filesystem::path(run.file_name);
}

// Text that was never saved is called "<script>".
bool is_part_of_file(const Run& run) { return run.kind == RunKind::file && !run.file_name.starts_with('<'); }

// python3 sets `__file__`, `__cached__` and, for a file, `__loader__`.
bool set_origin(PyObject* globals, PyObject* name, const char* loader_type = nullptr) {
    if (PyDict_SetItemString(globals, "__file__", name) != 0 ||
        PyDict_SetItemString(globals, "__cached__", Py_None) != 0)
        return false;
    if (!loader_type) return true;
    PyRef loader = call_imported("_frozen_importlib_external", loader_type, "sO", "__main__", name);
    return loader && PyDict_SetItemString(globals, "__loader__", loader.get()) == 0;
}

long number_of(PyObject* statement, const char* attribute) {
    PyRef value = get_attribute(statement, attribute);
    const long line = value ? PyLong_AsLong(value.get()) : -1;
    PyErr_Clear();
    return line;
}

// The first of the statements that `;` joins in the last line.
Py_ssize_t begin_of_last_line(PyObject* statements) {
    Py_ssize_t first = PyList_GET_SIZE(statements) - 1;
    while (first > 0 && number_of(PyList_GET_ITEM(statements, first - 1), "end_lineno") ==
                            number_of(PyList_GET_ITEM(statements, first), "lineno"))
        --first;
    return first;
}

// A script is not an interactive session, so python3 gives it neither sys.ps1 nor sys.ps2.
class WithoutPrompts : NonCopyable {
public:
    WithoutPrompts() {
        for (const char* name : {"ps1", "ps2"})
            if (PyObject* value = PySys_GetObject(name)) {
                before_.emplace_back(name, PyRef::borrow(value));
                PySys_SetObject(name, nullptr);
            }
    }
    ~WithoutPrompts() {
        const PendingError kept;
        for (const auto& [name, value] : before_)
            if (!PySys_GetObject(name)) PySys_SetObject(name, value.get());
    }

private:
    std::vector<std::pair<const char*, PyRef>> before_;
};

// A fresh sys.modules['__main__'] while a program runs, with sys.argv and sys.path set for it.
class ProgramScope {
public:
    explicit ProgramScope(const Run& run)
        : place_(file_of(run), run.argv),
          module_(PyRef::steal(PyModule_New("__main__"))) {
        PyRef name = path_to_python(file_of(run));
        if (!place_.ready() || !name || !module_ ||
            PyDict_SetItemString(globals(), "__builtins__", PyEval_GetBuiltins()) != 0 ||
            !set_origin(globals(), name.get()))
            return;
        place_.forget_edited_modules();
        as_main_.emplace(module_.get());
        ready_ = !PyErr_Occurred();
    }

    bool ready() const { return ready_; }
    PyObject* globals() const { return PyModule_GetDict(module_.get()); }

private:
    WithoutPrompts no_prompts_;
    ScriptPlace place_;  // restored after `__main__`
    PyRef module_;
    std::optional<Namespaces::AsMain> as_main_;
    bool ready_ = false;
};
}  // namespace

bool CodeRunner::prepare(const std::string& start_code) {
    GIMBAL_ON(script);
    compile_ = import_from("builtins", "compile");
    PyRef nothing = from_utf8("0");
    PyRef sample = compile_ && nothing ? compile(nothing.get(), nothing.get(), "single", PyCF_ONLY_AST) : PyRef{};
    if (!sample) return false;
    interactive_ = PyRef::borrow(type_of(sample.get()));  // ast.Interactive, without importing `_ast`
    return namespaces_.prepare(start_code);
}

void CodeRunner::release() {
    GIMBAL_ON(script);
    compile_ = {};
    interactive_ = {};
    namespaces_.release();
}

void CodeRunner::run(const Run& run) {
    GIMBAL_ON(script);
    switch (run.body) {
        case Run::Body::cell:
        case Run::Body::start_code:
            if (loop_.begin(true)) run_cell(run);
            return loop_.end(true);
        case Run::Body::file:
        case Run::Body::source: return run_program(run);
        case Run::Body::call:
            if (loop_.begin(true)) run_call(run);
            return loop_.end(true);
        case Run::Body::work:
            if (loop_.begin(true))
                run.work->execute([this](PyObject* coroutine) { return loop_.result_of(coroutine); });
            return loop_.end(true);
        case Run::Body::signals: PyErr_CheckSignals(); return;
    }
}

PyRef CodeRunner::compile(PyObject* source, PyObject* file_name, const char* mode, int flags) const {
    return PyRef::steal(PyObject_CallFunction(compile_.get(), "OOsii", source, file_name, mode, flags, 1));
}

bool CodeRunner::evaluate(PyObject* code, PyObject* globals) {
    PyRef value = PyRef::steal(PyEval_EvalCode(code, globals, globals));
    if (!value || !(reinterpret_cast<PyCodeObject*>(code)->co_flags & CO_COROUTINE)) return static_cast<bool>(value);
    return loop_.await(value.get());
}

// Lets a cell await at its top level. Code that does not await compiles to the same as without the flag.
constexpr int top_level_await = PyCF_ALLOW_TOP_LEVEL_AWAIT;

// The statements whose values are shown are compiled in mode "single", those before them as one block.
void CodeRunner::run_cell(const Run& run) {
    PyRef source = from_utf8(std::string(static_cast<std::size_t>(run.first_line - 1), '\n') + run.source),
          name = from_utf8(run.file_name);
    const auto place = namespaces_.of(run.console);
    if (!source || !name || !place) return;
    const Namespaces::AsMain as_main(place->module.get());
    int& future_flags = place->future_flags;
    // Python shows a warning once for each line number, and every cell begins with line 1.
    if (PyDict_DelItemString(place->names(), "__warningregistry__") != 0) PyErr_Clear();
    remember_source(run.file_name, run.whole_file.empty() ? run.source : run.whole_file);
    PyRef tree = compile(source.get(), name.get(), "exec", PyCF_ONLY_AST | future_flags);
    PyRef body = get_attribute(tree.get(), "body");
    if (!body) return;
    const Py_ssize_t count = PyList_Size(body.get());
    if (count <= 0) return;
    const Py_ssize_t block_size = run.results == CellResults::each ? 0 : begin_of_last_line(body.get());
    PyRef typed = PyRef::steal(PyList_GetSlice(body.get(), block_size, count));
    PyRef alone = typed ? PyRef::steal(PyObject_CallFunctionObjArgs(interactive_.get(), typed.get(), nullptr))
                        : PyRef{};
    if (!alone || PyList_SetSlice(body.get(), block_size, count, nullptr) != 0) return;
    // Everything is compiled before anything runs: a cell with an error in its last line does nothing.
    PyRef block = compile(tree.get(), name.get(), "exec", future_flags | top_level_await);
    if (!block) return;
    future_flags |= reinterpret_cast<PyCodeObject*>(block.get())->co_flags & PyCF_MASK;
    PyRef shown = compile(alone.get(), name.get(), "single", future_flags | top_level_await);
    if (!shown) return;
    future_flags |= reinterpret_cast<PyCodeObject*>(shown.get())->co_flags & PyCF_MASK;
    std::optional<ScriptPlace> script;
    std::optional<FileAmongNames> file;
    if (is_part_of_file(run) &&
        (!script.emplace(run.file_name, run.argv).ready() || !file.emplace(place->names(), run.file_name).ready()))
        return;
    if (block_size > 0 && !evaluate(block.get(), place->names())) return;
    evaluate(shown.get(), place->names());
}

PyRef CodeRunner::compiled_program(const Run& run) const {
    PyRef name = path_to_python(run.body == Run::Body::file ? run.path.string() : run.file_name);
    PyRef source = run.body == Run::Body::file ? read_source_file(run.path) : from_utf8(run.source);
    if (!name || !source) return {};
    const bool is_file = run.body == Run::Body::file;
    const std::string_view bytes = is_file ? bytes_of(source.get()) : std::string_view();
    if (is_file && is_compiled_file(run.path.string(), bytes)) {
        forget_source(run.path.string());
        return read_compiled(bytes);
    }
    // Tracebacks show what runs, also if the file is edited meanwhile. Python reads another encoding from the file.
    if (!is_file) remember_source(run.file_name, run.source);
    else if (is_utf8(bytes)) remember_source(run.path.string(), std::string(bytes));
    else forget_source(run.path.string());
    return compile(source.get(), name.get(), "exec", 0);
}

// A command may be an async function.
void CodeRunner::run_call(const Run& run) {
    PyObject* callable = run.callable.get();
    PyRef result = callable ? PyRef::steal(PyObject_CallNoArgs(callable)) : PyRef{};
    if (result && PyCoro_CheckExact(result.get())) loop_.await(result.get());
}

void CodeRunner::give_back_hooks() {
    GIMBAL_ON(script);
    for (const auto& [name, before] : hooks_before_) PySys_SetObject(name, before.get());
    hooks_before_.clear();
}

// python3 flushes a script's own stream at its end, and goes on after an error of the stream. An interrupt meanwhile
// ends the run.
void CodeRunner::flush_own_streams() {
    PyRef raised = take_exception();
    for (const auto& [name, before] : hooks_before_) {
        PyRef stream = std::strncmp(name, "std", 3) == 0 ? PyRef::borrow(PySys_GetObject(name)) : PyRef{};
        if (!stream || stream.get() == before.get() || stream.get() == Py_None) continue;
        call_method(stream.get(), "flush");
        if (!PyErr_Occurred()) continue;
        if (raised || PyErr_ExceptionMatches(PyExc_Exception)) PyErr_Clear();
        else raised = take_exception();
    }
    set_exception(std::move(raised));
}

void CodeRunner::run_program(const Run& run) {
    PyRef code = compiled_program(run);
    if (!code) return;
    for (const char* name : {"stdin", "stdout", "stderr", "displayhook", "excepthook"})
        hooks_before_.emplace_back(name, PyRef::borrow(PySys_GetObject(name)));
    ProgramScope scope(run);
    if (!scope.ready()) return;
    if (loop_.begin(false)) evaluate(code.get(), scope.globals());
    loop_.end(false);
    flush_own_streams();
}

void CodeRunner::run_as_main(PyObject* code_bytes, const std::string& file_name, JobKind kind) {
    GIMBAL_ON(script);
    const bool is_code = kind == JobKind::code;
    PyRef name = path_to_python(file_name);
    const bool is_file = kind == JobKind::file, compiled = is_file && is_compiled_file(file_name, bytes_of(code_bytes));
    const char* loader = !is_file ? nullptr : compiled ? "SourcelessFileLoader" : "SourceFileLoader";
    if (!name || (!is_code && !set_origin(namespaces_.main().names(), name.get(), loader))) return;
    PyRef code = compiled ? read_compiled(bytes_of(code_bytes)) : compile(code_bytes, name.get(), "exec", 0);
#if PY_VERSION_HEX >= 0x030D0000
    if (code && (is_code || kind == JobKind::standard_input))
        remember_source(file_name, std::string(bytes_of(code_bytes)), is_code ? code.get() : nullptr);
#endif  // since 3.13, tracebacks of python3 show the lines of `-c`
    if (code) evaluate(code.get(), namespaces_.main().names());
}

}  // namespace gimbal::console
