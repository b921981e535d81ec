// The public handles, and what the templates of python/interpreter_call.h need.
#include "gimbal/console/python/interpreter_call.h"
#include "engine/interpreters/set.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace detail {

PyRef evaluate_in_main(const std::string& expression) {
    GIMBAL_GIL_HELD();
    PyRef names = import_from("__main__", "__dict__");
    const std::size_t begin = std::min(expression.find_first_not_of(" \t"), expression.size());
    return names ? PyRef::steal(PyRun_String(expression.c_str() + begin, Py_eval_input, names.get(), names.get()))
                 : PyRef();
}

bool bind_in_main(const std::string& name, const PyRef& value) {
    GIMBAL_GIL_HELD();
    const PyRef main = import_module("__main__"), key = from_utf8(name);
    return main && key && PyObject_SetAttr(main.get(), key.get(), value.get()) == 0;
}

}  // namespace detail

// --- The handles

Interpreter::Interpreter(std::shared_ptr<detail::InterpreterRecord> record)
    : record_(std::move(record)),
      lease_(record_->lease()) {}

PythonError Interpreter::empty() const { return no_result(NoResult::refused, "the Interpreter is empty"); }

std::int64_t Interpreter::id() const { return record_ ? record_->id() : -1; }
const std::string& Interpreter::name() const {
    static const std::string none;
    return record_ ? record_->name() : none;
}
bool Interpreter::has_own_gil() const { return record_ && record_->has_own_gil(); }
bool Interpreter::is_running() const { return record_ && record_->is_running(); }
bool Interpreter::is_open() const { return record_ && record_->is_open(); }
void Interpreter::interrupt() {
    if (record_) record_->interrupt();
}

std::optional<PythonError> Interpreter::run(const std::function<PyObject*()>& function,
                                            const std::function<bool(PyObject*)>& store) const {
    return record_->run(function, store);
}

namespace {
PyObject* execute(const std::string& code, const std::string& file_name) {
    const PyRef names = import_from("__main__", "__dict__");
    if (!names) return nullptr;
    if (code.find('\0') != std::string::npos) {
        PyErr_SetString(PyExc_ValueError, "code cannot contain null bytes");
        return nullptr;
    }
    const PyRef file = from_utf8(file_name);
    PyCompilerFlags flags{PyCF_IGNORE_COOKIE | PyCF_SOURCE_IS_UTF8, PY_MINOR_VERSION};
    const PyRef compiled =
        file ? PyRef::steal(Py_CompileStringObject(code.c_str(), file.get(), Py_file_input, &flags, -1)) : PyRef();
    PyObject* done = compiled ? PyEval_EvalCode(compiled.get(), names.get(), names.get()) : nullptr;
    if (done) return done;
    const PendingError kept;  // the source lines, for the traceback
    const PyRef text = from_utf8(code), cache = import_from("linecache", "cache");
    const PyRef lines = text ? PyRef::steal(PyUnicode_Splitlines(text.get(), 1)) : PyRef();
    const PyRef entry = lines
                            ? PyRef::steal(Py_BuildValue("(nOOO)", std::ssize(code), Py_None, lines.get(), file.get()))
                            : PyRef();
    if (entry && cache) PyObject_SetItem(cache.get(), file.get(), entry.get());
    PyErr_Clear();
    return nullptr;
}
}  // namespace

Result<void> Interpreter::exec(const std::string& code) {
    if (!record_) return empty();
    const std::string file = "<" + name() + ">";
    if (auto error = run([&] { return execute(code, file); }, [](PyObject*) { return true; })) return std::move(*error);
    return {};
}

namespace {
// The code of a call, while it runs.
struct Target {
    std::mutex mutex;
    std::function<void()> interrupt;
    void set(std::function<void()> function) {
        std::lock_guard lock(mutex);
        interrupt = std::move(function);
    }
};
}  // namespace

void Interpreter::start_call(const std::shared_ptr<detail::CallState>& state, detail::CallWork work,
                             EvalOptions options) const {
    if (!record_) return state->call().end(empty());
    auto target = std::make_shared<Target>();
    work.post = [record = record_, target](std::function<void()> body, std::function<void(std::string)> dropped) {
        record->post(
            [body = std::move(body), target](detail::InterpreterRecord::Use& use) {
                target->set(use.interrupter());
                body();
                target->set(nullptr);
            },
            std::move(dropped));
    };
    work.interrupt = [target] {
        std::lock_guard lock(target->mutex);
        if (target->interrupt) target->interrupt();
    };
    options.where = Where::here;  // any thread but UI may wait for it
    options.show_errors = false;
    record_->calls().start(state, std::move(work), std::move(options));
}

Result<void> Interpreter::close(std::chrono::milliseconds limit) {
    if (!record_) return empty();
    if (thread_role() == ThreadRole::ui)
        return no_result(NoResult::refused, "the UI thread must not wait for the end of an interpreter");
    if (auto error = record_->close(limit)) return std::move(*error);
    return {};
}

Result<Interpreter> Interpreters::create(InterpreterConfig config) { return set_.create(std::move(config)); }
std::vector<Interpreter> Interpreters::list_all() const { return set_.open(); }

}  // namespace gimbal::console
