#include "gimbal/console/python/call.h"
#include "engine/calls/evaluation.h"

#include "gimbal/console/python/errors.h"
#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
constexpr const char* file_name = "<expression>";

struct Names {
    PyRef dict;
    int future_flags = 0;
    std::shared_ptr<Namespaces::Namespace> console;  // keeps a console that is closed meanwhile
};

Names names_of(const EvalOptions& options, Namespaces& namespaces) {
    if (!options.module.empty()) return {get_attribute(import_module(options.module.c_str()).get(), "__dict__")};
    const bool may_make = thread_role() == ThreadRole::script;
    auto console = may_make ? namespaces.of(options.console) : namespaces.find(options.console);
    if (console) return {PyRef::borrow(console->names()), console->future_flags, console};
    if (!PyErr_Occurred())
        set_error(PyExc_LookupError, "console " + std::to_string(options.console) +
                                         " has no names, because it has run "
                                         "nothing yet");
    return {};
}

PyRef compiled(const std::string& expression, int flags) {
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
    const PyRef code = compiled(expression, names.future_flags | (await ? PyCF_ALLOW_TOP_LEVEL_AWAIT : 0));
    PyRef value = code ? PyRef::steal(PyEval_EvalCode(code.get(), names.dict.get(), names.dict.get())) : PyRef();
    if (value && (reinterpret_cast<PyCodeObject*>(code.get())->co_flags & CO_COROUTINE))
        value = PyRef::steal(await(value.get()));
    if (!value) {
        const PendingError kept;
        remember_source(file_name, expression);  // for the traceback
    }
    return value;
}

namespace detail {

PyRef function_of(const std::string& module, const std::string& name) {
    PyRef object = import_module(module.c_str());
    for (std::size_t begin = 0; object && begin <= name.size();) {
        const std::size_t end = std::min(name.find('.', begin), name.size());
        object = get_attribute(object.get(), name.substr(begin, end - begin).c_str());
        begin = end + 1;
    }
    return object;
}

PyRef callable_of(const Callable& callable) {
    if (callable) return Converter<Callable>::to(callable);
    PyErr_SetString(PyExc_TypeError, "the Callable is empty");
    return {};
}

PyRef call_python(PyObject* function, std::span<const PyRef> arguments) {
    std::vector<PyObject*> borrowed;
    for (const PyRef& argument : arguments) borrowed.push_back(argument.get());
    return PyRef::steal(PyObject_Vectorcall(function, borrowed.data(), borrowed.size(), nullptr));
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
