#include "gimbal/console/python/call.h"
#include "engine/calls/evaluation.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <deque>

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
constexpr std::size_t longest_kept = 64 << 10, most_kept = 64;

// Each expression has a name, because what it makes, such as a lambda, can fail long after others were evaluated. The
// sources of the last ones that have failed are kept for tracebacks. Thread: Python.   GIL: held.
std::string next_name() {
    static std::atomic<std::uint64_t> count{0};
    return "<expression " + std::to_string(count.fetch_add(1) + 1) + ">";
}

void keep_source(const std::string& name, const std::string& expression) {
    static auto* kept = new std::deque<std::string>;  // never destroyed: see source_cache.cpp
    if (expression.size() > longest_kept) return;     // one line of that length helps nobody
    const PendingError error;
    remember_source(name, expression);
    kept->push_back(name);
    if (kept->size() <= most_kept) return;
    const std::string oldest = std::move(kept->front());
    kept->pop_front();
    forget_source(oldest);
}

// By the whole name. CPython would find a frozen module by what precedes a null character.
PyRef module_of(const std::string& name) {
    const PyRef text = detail::string_to(name);
    if (!text) return {};
    const bool is_whole = !name.empty() && name.front() != '.' && name.find('\0') == std::string::npos;
    if (is_whole) return PyRef::steal(PyImport_Import(text.get()));
    PyErr_Format(PyExc_ValueError, "%R is not the whole name of a module", text.get());
    return {};
}

PyRef attribute_of(const PyRef& object, const std::string& name) {
    const PyRef text = object ? detail::string_to(name) : PyRef();
    return text ? PyRef::steal(PyObject_GetAttr(object.get(), text.get())) : PyRef();
}

struct Names {
    PyRef dict;
    int future_flags = 0;
    std::shared_ptr<Namespaces::Namespace> console;  // keeps a console that is closed meanwhile
};

Names names_of(const EvalOptions& options, Namespaces& namespaces) {
    if (!options.module.empty()) {
        PyRef dict = attribute_of(module_of(options.module), "__dict__");
        if (!dict || PyDict_Check(dict.get())) return {std::move(dict)};
        set_error(PyExc_TypeError, "sys.modules['" + options.module + "'] is no module: its __dict__ is no dict");
        return {};
    }
    const bool may_make = thread_role() == ThreadRole::script;
    auto console = may_make ? namespaces.of(options.console) : namespaces.find(options.console);
    if (console) return {PyRef::borrow(console->names()), console->future_flags, console};
    if (!PyErr_Occurred())
        set_error(PyExc_LookupError, "console " + std::to_string(options.console) +
                                         " has no names, because it has run "
                                         "nothing yet");
    return {};
}

PyRef compiled(const std::string& expression, const std::string& file_name, int flags) {
    if (expression.find('\0') != std::string::npos) {
        PyErr_SetString(PyExc_ValueError, "an expression cannot contain null bytes");
        return {};
    }
    const std::size_t begin = std::min(expression.find_first_not_of(" \t"), expression.size());
    PyRef name = from_utf8(file_name);
    PyCompilerFlags compiler{flags | PyCF_IGNORE_COOKIE | PyCF_SOURCE_IS_UTF8, PY_MINOR_VERSION};
    return name ? PyRef::steal(
                      Py_CompileStringObject(expression.c_str() + begin, name.get(), Py_eval_input, &compiler, -1))
                : PyRef();
}
}  // namespace

PyRef evaluate_expression(const std::string& expression, const EvalOptions& options, Namespaces& namespaces,
                          const RunWork::Await& await) {
    GIMBAL_GIL_HELD();
    const Names names = names_of(options, namespaces);
    if (!names.dict) return {};
    const std::string name = next_name();
    const PyRef code = compiled(expression, name, names.future_flags | PyCF_ALLOW_TOP_LEVEL_AWAIT);
    PyRef value = code ? PyRef::steal(PyEval_EvalCode(code.get(), names.dict.get(), names.dict.get())) : PyRef();
    if (value && (reinterpret_cast<PyCodeObject*>(code.get())->co_flags & CO_COROUTINE))
        value = PyRef::steal(await(value.get()));
    if (!value) keep_source(name, expression);
    return value;
}

namespace detail {

PyRef function_of(const std::string& module, const std::string& name) {
    PyRef object = module_of(module);
    for (std::size_t begin = 0; object && begin <= name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        object = attribute_of(object, name.substr(begin, end - begin));
        begin = end + 1;
    }
    return object;
}

PyRef callable_of(const Callable& callable) {
    if (callable) return Converter<Callable>::to(callable);
    PyErr_SetString(PyExc_TypeError, "the Callable is empty");
    return {};
}

// CPython may use the place before the arguments, for `self`.
PyRef call_python(PyObject* function, std::span<const PyRef> arguments) {
    std::array<PyObject*, 9> few{};
    std::vector<PyObject*> many(arguments.size() < few.size() ? 0 : arguments.size() + 1);
    PyObject** places = many.empty() ? few.data() : many.data();
    std::ranges::transform(arguments, places + 1, &PyRef::get);
    return PyRef::steal(
        PyObject_Vectorcall(function, places + 1, arguments.size() | PY_VECTORCALL_ARGUMENTS_OFFSET, nullptr));
}

}  // namespace detail

// The types for which engine.h is enough.
template Future<void> Engine::eval<void>(std::string, EvalOptions);
template Future<bool> Engine::eval<bool>(std::string, EvalOptions);
template Future<std::int64_t> Engine::eval<std::int64_t>(std::string, EvalOptions);
template Future<double> Engine::eval<double>(std::string, EvalOptions);
template Future<std::string> Engine::eval<std::string>(std::string, EvalOptions);
template Future<Value> Engine::eval<Value>(std::string, EvalOptions);
template Future<std::vector<std::int64_t>> Engine::eval<std::vector<std::int64_t>>(std::string, EvalOptions);
template Future<std::vector<double>> Engine::eval<std::vector<double>>(std::string, EvalOptions);
template Future<std::vector<std::string>> Engine::eval<std::vector<std::string>>(std::string, EvalOptions);

}  // namespace gimbal::console
