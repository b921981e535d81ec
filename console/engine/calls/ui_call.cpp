// Questions of Python threads to the UI thread, and the Python functions that ask them.
#include "gimbal/console/python/ui_call.h"

#include <cstdio>

#include "gimbal/console/python/awaitable.h"
#include "gimbal/console/python/bound.h"
#include "gimbal/console/python/forked_child.h"
#include "engine/calls/interruptible.h"
#include "engine/python/wrapped_function.h"
#include "engine/values/thread_states.h"

namespace gimbal::console {

using std::chrono::milliseconds;

bool is_ui_thread() { return thread_role() == ThreadRole::ui; }

namespace detail {

namespace {

[[noreturn]] void raise(PyObject* type, const std::string& message) {
    set_error(type, message);
    throw PythonErrorSet();
}

void write_to_stderr(const std::string& name, const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& known) {
        std::fprintf(stderr, "%s() has failed on the UI thread: %s\n", name.c_str(), known.what());
    } catch (...) { std::fprintf(stderr, "%s() has failed on the UI thread\n", name.c_str()); }
}

[[noreturn]] void raise_from_ui(const std::exception_ptr& error) {
    try {
        std::rethrow_exception(error);
    } catch (const ResultError& known) { set_error(known.error()); } catch (...) {
        set_python_error_from_current_exception();
    }
    throw PythonErrorSet();
}

std::string seconds_text(milliseconds limit) {
    const std::string text = std::to_string(static_cast<double>(limit.count()) / 1000);
    const std::size_t end = text.find_last_not_of('0');
    return text.substr(0, text[end] == '.' ? end : end + 1);
}

}  // namespace

void check_may_ask(const UiQueue& ui, const std::string& name) {
    if (in_forked_child())
        raise(PyExc_RuntimeError, name + "() needs the window, which belongs to the program that has forked this one");
    if (is_ui_thread()) raise(PyExc_RuntimeError, name + "() would wait for itself on the UI thread");
    if (ui.is_closed()) raise(PyExc_RuntimeError, no_answer(name).message);
}

PythonError no_answer(const std::string& name) {
    return no_result(NoResult::closed, name + "() gets no answer: the program is ending");
}

// --- One question

void UiQuestion::run_on_ui() {
    GIMBAL_ON(ui);
    {
        std::lock_guard lock(mutex_);
        if (state_ == State::abandoned) return;
        state_ = State::running;
    }
    bool answered = false;
    try {
        answered = answer();
    } catch (...) { return has_answered(std::current_exception()); }
    if (answered) return has_answered();
    std::unique_lock lock(mutex_);
    if (state_ == State::running) state_ = State::pending;
    if (state_ != State::abandoned) return;
    lock.unlock();
    cancel();  // abandoned while answer() ran
}

void UiQuestion::has_answered(std::exception_ptr why_not) {
    std::lock_guard lock(mutex_);
    if (state_ == State::abandoned) return;
    error = std::move(why_not);
    state_ = State::answered;
    changed_.notify_all();
}

bool UiQuestion::wait(milliseconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [&] { return state_ == State::answered; });
}

void UiQuestion::abandon() {
    {
        std::lock_guard lock(mutex_);
        if (std::exchange(state_, State::abandoned) != State::pending) return;
    }
    cancel();
}

void ask_on_ui(UiQueue& ui, const std::string& name, milliseconds limit, const std::shared_ptr<UiQuestion>& question) {
    GIMBAL_GIL_HELD();
    check_may_ask(ui, name);
    std::optional<Clock::time_point> until;
    if (limit > milliseconds(0)) until = Clock::now() + limit;
    without_gil([&] { ui.post([question] { question->run_on_ui(); }); });
    bool closed = false;
    const auto step = [&](milliseconds wait) {
        if (question->wait(wait)) return true;
        closed = ui.is_closed();
        return closed;
    };
    EndedByQuit noted;
    const Waited waited = wait_interruptibly(step, until);
    if (waited == Waited::ended && !closed) {
        if (question->error) raise_from_ui(question->error);
        return;
    }
    {
        const PendingError kept;
        without_gil([&] { question->abandon(); });
    }
    if (waited == Waited::interrupted) throw PythonErrorSet();
    if (closed) noted.happens(), raise(PyExc_RuntimeError, no_answer(name).message);
    raise(PyExc_TimeoutError, name + "() has not been answered within " + seconds_text(limit) + " seconds");
}

void post_on_ui(UiQueue& ui, const std::string& name, std::function<void()> function,
                std::function<void(std::exception_ptr)> on_error) {
    GIMBAL_GIL_HELD();
    check_may_ask(ui, name);
    ui.post([function = std::move(function), on_error = std::move(on_error), name] {
        try {
            function();
        } catch (...) {
            if (on_error) on_error(std::current_exception());
            else write_to_stderr(name, std::current_exception());
        }
    });
}

// --- The Python function

std::string parameter_name(const UiCallOptions& options, std::size_t index) {
    return index < options.parameters.size() ? options.parameters[index] : "argument " + std::to_string(index + 1);
}

namespace {

// What the Python function refers to by its `self`, a capsule.
struct FunctionObject {
    UiFunction function;
    UiCallOptions options;
    PyMethodDef method;
};

// None waits without a limit.
milliseconds timeout_of(PyObject* value) {
    constexpr double longest = 1e8;
    const auto seconds = from_python<std::optional<double>>(value, Place("timeout"));
    if (!seconds) throw PythonErrorSet();
    if (!*seconds) return milliseconds(0);
    if (!(**seconds > 0)) {
        Place("timeout").wrong_value(PyExc_ValueError, value, "not above 0");
        throw PythonErrorSet();
    }
    return std::max(milliseconds(1), milliseconds(static_cast<std::int64_t>(std::min(**seconds, longest) * 1000)));
}

void take_keyword(const FunctionObject& self, PyObject* name, PyObject* value, UiArguments& given,
                  milliseconds& limit) {
    const std::string key = from_python<std::string>(name).value_or("");
    if (key == "timeout" && self.options.policy == UiPolicy::ask) {
        limit = timeout_of(value);
        return;
    }
    for (std::size_t i = 0; i < self.options.parameters.size() && i < given.size(); ++i) {
        if (self.options.parameters[i] != key) continue;
        if (given[i]) raise(PyExc_TypeError, self.function.name + "() got '" + key + "' twice");
        given[i] = value;
        return;
    }
    raise(PyExc_TypeError, self.function.name + "() has no parameter '" + key + "'");
}

PyObject* call(PyObject* capsule, PyObject* values, PyObject* keywords) {
    const auto& self = *static_cast<FunctionObject*>(PyCapsule_GetPointer(capsule, nullptr));
    const UiFunction& function = self.function;
    const auto count = static_cast<std::size_t>(PyTuple_GET_SIZE(values));
    if (count > function.count)
        raise(PyExc_TypeError, function.name + "() takes at most " + std::to_string(function.count) +
                                   " arguments but " + std::to_string(count) + " were given");
    UiArguments given(function.count, nullptr);
    for (std::size_t i = 0; i < count; ++i) given[i] = PyTuple_GET_ITEM(values, static_cast<Py_ssize_t>(i));
    milliseconds limit = self.options.limit;
    PyObject *key, *value;
    for (Py_ssize_t at = 0; keywords && PyDict_Next(keywords, &at, &key, &value);)
        take_keyword(self, key, value, given, limit);
    for (std::size_t i = 0; i < function.required; ++i)
        if (!given[i]) raise(PyExc_TypeError, function.name + "() misses " + parameter_name(self.options, i));
    return function.call(given, limit).release();
}

void destroy(PyObject* capsule) { delete static_cast<FunctionObject*>(PyCapsule_GetPointer(capsule, nullptr)); }

}  // namespace

PyRef make_ui_function(UiFunction function, UiCallOptions options) {
    GIMBAL_GIL_HELD();
    auto made = std::make_unique<FunctionObject>(FunctionObject{std::move(function), std::move(options), {}});
    made->method = {made->function.name.c_str(), with_keywords(bound<&call>), METH_VARARGS | METH_KEYWORDS,
                    made->options.doc.empty() ? nullptr : made->options.doc.c_str()};
    PyMethodDef& method = made->method;
    const PyRef capsule = PyRef::steal(PyCapsule_New(made.get(), nullptr, destroy));
    if (!capsule) return {};
    made.release();
    return PyRef::steal(PyCFunction_New(&method, capsule.get()));
}

}  // namespace detail

}  // namespace gimbal::console
