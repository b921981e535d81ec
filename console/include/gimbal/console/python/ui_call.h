// Functions that must run on the UI thread, called from any Python thread. Include this header first in a .cpp: it
// includes Python.h.
//
//     PyRef ask_title = ui_function(ui, "window_title", [&] { return window.title(); });        // waits for the answer
//     PyRef set_title = ui_function(ui, "set_title", [&](std::string title) { window.set_title(title); },
//                                   {.policy = UiPolicy::post, .parameters = {"title"}});       // returns at once
//
// A function whose answer comes later, that of a dialog for example, returns a Future (call/promise.h) and ends it when
// the user has answered. Python never runs on the UI thread: arguments become C++ values before, and the result a
// Python object after.
#pragma once
#include "gimbal/console/python/convert.h"
#include "gimbal/console/python/errors.h"

#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "gimbal/console/call/promise.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::console {

enum class UiPolicy {
    ask,   // waits for the answer, without the GIL
    post,  // returns None at once; the function's result is dropped
};

// Each member may be left out.
struct UiCallOptions {
    UiPolicy policy = UiPolicy::ask;
    std::chrono::milliseconds limit{0};  // of `ask`, if the caller gives no `timeout`; 0: none
    // The names of the parameters, which are positional only without. A parameter of a type std::optional may be left
    // out of a call, if all after it may be.
    std::vector<std::string> parameters = {};
    std::string doc = {};
    // Gets what a posted function throws, on the UI thread. By default it is written to stderr.
    std::function<void(std::exception_ptr)> on_error = nullptr;
};

// Whether this is the UI thread. Never true for a thread that runs Python. Thread: any.   GIL: not needed.
bool is_ui_thread();

namespace detail {

// One question to the UI thread. The asking thread and the UI thread share it: either may be the last to use it.
class UiQuestion {
public:
    virtual ~UiQuestion() = default;
    void run_on_ui();                            // answers, unless nobody waits any more. Thread: UI
    bool wait(std::chrono::milliseconds limit);  // true: answered. GIL: not held
    void abandon();                              // a later answer is dropped; a Future is cancelled
    std::exception_ptr error;                    // once it is answered; null: there is a result

protected:
    virtual bool answer() = 0;  // Thread: UI. False: has_answered() follows
    virtual void cancel() {}    // what answer() has begun
    void has_answered(std::exception_ptr why_not = nullptr);

private:
    enum class State { waiting, running, pending, answered, abandoned } state_ = State::waiting;
    std::mutex mutex_;
    std::condition_variable changed_;
};

// Throws PythonErrorSet with a RuntimeError: the program is ending, or this thread must not ask.
void check_may_ask(const UiQueue& ui, const std::string& name);

// Posts the question and waits. Throws PythonErrorSet with: RuntimeError (the program is ending, or this thread must
// not ask), TimeoutError with `name`, KeyboardInterrupt (Stop), or what the question has thrown.
void ask_on_ui(UiQueue& ui, const std::string& name, std::chrono::milliseconds limit,
               const std::shared_ptr<UiQuestion>& question);

template <class T>
struct AnswerOf {
    using Type = T;
    static constexpr bool comes_later = false;
};
template <class T>
struct AnswerOf<Future<T>> {
    using Type = T;
    static constexpr bool comes_later = true;
};

PythonError no_answer(const std::string& name);  // because the queue is closed

// Asks, and ends the promise with the answer. Thread: UI.
template <class T, class Ask>
void answer_promise(Promise<T> promise, Ask& ask) {
    if (promise.cancelled()) return;  // its last copy ends it
    try {
        if constexpr (AnswerOf<std::invoke_result_t<Ask&>>::comes_later) {
            const auto future = std::make_shared<Future<T>>(ask());
            if (!*future) throw std::runtime_error("the function has returned an empty Future");
            promise.on_cancel([future] { future->cancel(); });
            future->then(On::any, [promise](Result<T> got) mutable {
                if (!got) promise.fail(got.error());
                else if constexpr (std::is_void_v<T>) promise.set();
                else promise.set(std::move(*got));
            });
        } else if constexpr (std::is_void_v<T>) {
            ask();
            promise.set();
        } else {
            promise.set(ask());
        }
    } catch (...) { promise.fail(); }
}

template <class Ask>
class TypedQuestion final : public UiQuestion, public std::enable_shared_from_this<TypedQuestion<Ask>> {
public:
    using Given = std::invoke_result_t<Ask&>;
    using Answer = typename AnswerOf<Given>::Type;
    explicit TypedQuestion(Ask ask) : ask_(std::move(ask)) {}
    std::optional<std::conditional_t<std::is_void_v<Answer>, bool, Answer>> result;

protected:
    bool answer() override {
        if constexpr (AnswerOf<Given>::comes_later) {
            future_ = ask_();
            if (!future_) throw std::runtime_error("the function has returned an empty Future");
            future_.then(On::any, [self = this->shared_from_this()](Result<Answer> got) {
                if (!got) return self->has_answered(std::make_exception_ptr(ResultError(got.error())));
                if constexpr (!std::is_void_v<Answer>) self->result.emplace(std::move(*got));
                self->has_answered();
            });
            return false;
        } else if constexpr (std::is_void_v<Answer>) {
            ask_();
        } else {
            result.emplace(ask_());
        }
        return true;
    }
    void cancel() override {
        if constexpr (AnswerOf<Given>::comes_later) future_.cancel();
    }

private:
    struct None {};
    Ask ask_;
    std::conditional_t<AnswerOf<Given>::comes_later, Given, None> future_;
};

// The arguments of one call, borrowed. A null one was left out.
using UiArguments = std::vector<PyObject*>;
struct UiFunction {
    std::string name;
    std::size_t required = 0, count = 0;
    // Converts the arguments, and asks or posts. Throws PythonErrorSet and others.
    std::function<PyRef(const UiArguments&, std::chrono::milliseconds limit)> call;
};
PyRef make_ui_function(UiFunction function, UiCallOptions options);
void post_on_ui(UiQueue& ui, const std::string& name, std::function<void()> function,
                std::function<void(std::exception_ptr)> on_error);
std::string parameter_name(const UiCallOptions& options, std::size_t index);  // "title", or "argument 1"

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
T ui_argument(PyObject* given, const std::string& name) {
    auto value = from_python<T>(given ? given : Py_None, Place(name.c_str()));
    if (!value) throw PythonErrorSet();
    return std::move(*value);
}

template <class Signature>
struct UiSignature;
template <class R, class... Parameters>
struct UiSignature<std::function<R(Parameters...)>> {
    using Values = std::tuple<std::decay_t<Parameters>...>;
    static constexpr std::size_t count = sizeof...(Parameters);
    static std::size_t required() {
        std::size_t at = 0, last = 0;
        ((++at, last = IsOptional<std::decay_t<Parameters>>::value ? last : at), ...);
        return last;
    }
};

}  // namespace detail

// Runs `question` on the UI thread and returns its answer; of a Future, what it ends with. A limit of 0: none.
// Throws PythonErrorSet with a Python error set: a RuntimeError if the queue is closed ("the program is ending"), also
// while it waits, or in a forked child; a TimeoutError that names the function and the seconds; a KeyboardInterrupt
// when Stop ends the wait; what the question throws. An answer that comes later is dropped, and a Future is cancelled.
// The question may run after this has thrown, so it owns what it uses.
// Thread: Python.   GIL: held, released while waiting.
template <class Ask>
auto ask_ui(UiQueue& ui, const std::string& name, std::chrono::milliseconds limit, Ask ask) ->
    typename detail::TypedQuestion<Ask>::Answer {
    const auto question = std::make_shared<detail::TypedQuestion<Ask>>(std::move(ask));
    detail::ask_on_ui(ui, name, limit, question);
    if constexpr (!std::is_void_v<typename detail::TypedQuestion<Ask>::Answer>) return std::move(*question->result);
}

// The same without a wait, for a coroutine: to_awaitable(ui_future(...)). Returns at once. The Future ends with the
// answer, with what the question throws, or as `closed` when the engine ends. Cancelling it drops a question that has
// not begun, and cancels a Future that it has returned. Throws PythonErrorSet with a RuntimeError if the queue is
// closed or in a forked child. Thread: Python.   GIL: held.
template <class Ask>
auto ui_future(PromiseKeeper& engine, UiQueue& ui, const std::string& name, Ask ask)
    -> Future<typename detail::AnswerOf<std::invoke_result_t<Ask&>>::Type> {
    using Answer = typename detail::AnswerOf<std::invoke_result_t<Ask&>>::Type;
    detail::check_may_ask(ui, name);
    Promise<Answer> promise(engine, name);
    auto future = promise.future();
    const auto shared = std::make_shared<Ask>(std::move(ask));  // std::function wants copies
    ui.post([promise, shared] { detail::answer_promise(promise, *shared); });
    if (ui.is_closed()) promise.fail(detail::no_answer(name));  // the post may have come too late
    return future;
}

// A Python function that runs `function` on the UI thread, with arguments and result as python/convert.h has them. With
// UiPolicy::ask it also takes the keyword `timeout` in seconds, and waits and fails as ask_ui() does. `function` owns
// what it uses or refers to what lives as long as `ui`, which outlives the engine. It is destroyed on any thread.
// Empty: a Python error is set. Thread: Python.   GIL: held.
template <class F>
PyRef ui_function(UiQueue& ui, std::string name, F function, UiCallOptions options = {}) {
    using Plain = decltype(std::function(std::move(function)));
    using Signature = detail::UiSignature<Plain>;
    auto shared = std::make_shared<Plain>(std::move(function));
    auto call = [&ui, shared, options, name](const detail::UiArguments& given, std::chrono::milliseconds limit) {
        auto values = [&]<std::size_t... index>(std::index_sequence<index...>) {
            return
                typename Signature::Values{detail::ui_argument<std::tuple_element_t<index, typename Signature::Values>>(
                    given[index], detail::parameter_name(options, index))...};
        }
        (std::make_index_sequence<Signature::count>());
        auto ask = [shared, values = std::move(values)]() mutable { return std::apply(*shared, std::move(values)); };
        if (options.policy == UiPolicy::post) {
            // std::function wants copies, and arguments need not have any.
            auto held = std::make_shared<decltype(ask)>(std::move(ask));
            detail::post_on_ui(
                ui, name, [held] { static_cast<void>((*held)()); }, options.on_error);
            return PyRef::borrow(Py_None);
        }
        using Answer = typename detail::TypedQuestion<decltype(ask)>::Answer;
        if constexpr (std::is_void_v<Answer>) {
            ask_ui(ui, name, limit, std::move(ask));
            return PyRef::borrow(Py_None);
        } else {
            return to_python(ask_ui(ui, name, limit, std::move(ask)));
        }
    };
    return detail::make_ui_function({name, Signature::required(), Signature::count, std::move(call)},
                                    std::move(options));
}

}  // namespace gimbal::console
