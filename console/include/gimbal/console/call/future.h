// The result of code that runs on another thread.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include "gimbal/console/call/options.h"
#include "gimbal/console/call/result.h"

struct _object;  // PyObject

namespace gimbal::console {

// The thread that calls the function of Future::then().
enum class On {
    // The UI thread, in Engine::try_dequeue_event(). Must not throw. Dropped if that is not called again until the end.
    ui,
    handlers,  // the handlers thread, with the GIL held. An error that the function leaves or throws is shown
    any,       // the thread on which the result becomes known, which may hold the GIL. Must be short and must not wait
};

namespace detail {

// What a call does on its thread. Only the GIL makes these functions usable.
struct CallWork {
    std::string title;
    std::string expression;               // evaluated if there is no `function`
    std::function<_object*()> function;   // new reference, or null with a Python error set
    std::function<bool(_object*)> store;  // converts and keeps the result. False: a Python error is set
};

class Call;

// The part of a Future that does not depend on the type of its result. Thread: any.   GIL: not needed.
class CallState {
public:
    CallState();
    virtual ~CallState();
    Call& call() { return *call_; }  // private to the engine

    bool ready() const;
    std::optional<PythonError> wait(std::chrono::milliseconds limit);  // empty: take_error() or the value is next
    std::optional<PythonError> take_error();                           // empty: the value may be taken, this once
    void then(On where, std::function<void()> function);
    void cancel();
    RunId run() const;

private:
    std::unique_ptr<Call> call_;
};

template <class T>
class ResultState : public CallState {
public:
    using Stored = std::conditional_t<std::is_void_v<T>, bool, T>;
    std::optional<Stored> value;  // written before the state is ready

    Result<T> take() {
        if (auto error = take_error()) return std::move(*error);
        if constexpr (std::is_void_v<T>) return {};
        else return std::move(*value);
    }
};

}  // namespace detail

// A handle to a result that is computed by Engine::eval() or Engine::call(). Each one ends: with a value, with the
// error of the code, or with `closed` when the engine ends. Dropping a Future does not end the code. In a forked child
// each is ready, with `closed`. Thread: one at a time, any.   GIL: not needed.
template <class T>
class [[nodiscard]] Future {
public:
    Future() = default;
    explicit Future(std::shared_ptr<detail::ResultState<T>> state) : state_(std::move(state)) {}
    Future(Future&&) noexcept = default;
    Future& operator=(Future&&) noexcept = default;

    explicit operator bool() const { return state_ != nullptr; }
    bool ready() const { return state_->ready(); }

    // Waits, without the GIL, and takes the result, which is possible once. After the limit the error is `not_ready`,
    // and get() may be called again. Refused where it would wait for itself: on the UI thread, on the script thread for
    // a run, and on the handlers thread for work of that thread, unless the result is ready.
    Result<T> get(std::chrono::milliseconds limit) {
        if (auto error = state_->wait(limit)) return std::move(*error);
        return state_->take();
    }

    // Calls the function with the result, once, instead of get(). It is called at once if the result is ready and
    // `where` is On::any. If the engine ends before the UI or the handlers thread has got the result, the function is
    // called with the error `closed` on the thread that ends it, and must not call Python.
    void then(On where, std::function<void(Result<T>)> function) {
        state_->then(where, [state = state_, function = std::move(function)] { function(state->take()); });
    }

    // Returns at once. Code that has not begun will not run. A run is stopped as by Engine::stop(), but alone; called
    // again it climbs the ladder of Stop. On another thread the code gets a KeyboardInterrupt.
    void cancel() { state_->cancel(); }
    RunId run() const { return state_->run(); }  // 0: not a run

private:
    std::shared_ptr<detail::ResultState<T>> state_;
};

}  // namespace gimbal::console
