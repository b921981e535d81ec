// The result of code that runs on another thread.
#pragma once
#include <chrono>
#include <exception>
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
    // Set together, for code that runs elsewhere than EvalOptions::where says. `post` has the first function run on a
    // thread that holds a GIL, or calls the second one with the reason if that will never happen.
    std::function<void(std::function<void()> body, std::function<void(std::string why)> dropped)> post = nullptr;
    std::function<void()> interrupt = nullptr;  // raises KeyboardInterrupt in that code. Thread: any
};

class Call;
struct FutureParts;

// The part of a Future that does not depend on the type of its result. Thread: any.   GIL: not needed.
class CallState {
public:
    CallState();
    virtual ~CallState();
    Call& call() { return *call_; }  // private to the engine

    bool ready() const;
    std::optional<PythonError> wait(std::chrono::milliseconds limit);  // empty: take_error() or the value is next
    std::optional<PythonError> claim();       // empty: the result is the caller's; otherwise somebody else's
    std::optional<PythonError> take_error();  // empty: the value may be taken. After claim() and the end, once
    void then(On where, std::function<void()> function);
    void cancel();
    RunId run() const;
    double progress() const;
    const std::string& title() const;
    std::exception_ptr exception() const;  // what native work has thrown; null: nothing. Only once it is ready

private:
    std::unique_ptr<Call> call_;
};

inline PythonError empty_future() { return no_result(NoResult::refused, "the Future is empty"); }

template <class T>
class ResultState : public CallState {
public:
    using Stored = std::conditional_t<std::is_void_v<T>, bool, T>;
    std::optional<Stored> value;  // written before the state is ready

    Result<T> take() {  // after claim()
        if (auto error = take_error()) return std::move(*error);
        if constexpr (std::is_void_v<T>) return {};
        else return std::move(*value);
    }
};

}  // namespace detail

// A handle to a result that is computed by Engine::eval(), Engine::call() or native work (call/promise.h). Each one
// ends: with a value, with the error of the code, or with `closed` when the engine ends. Dropping a Future does not end
// the code. to_awaitable() (python/awaitable.h) gives it to Python. In a forked child each is ready, with `closed`.
// Thread: one at a time, any.   GIL: not needed.
template <class T>
class [[nodiscard]] Future {
public:
    Future() = default;
    explicit Future(std::shared_ptr<detail::ResultState<T>> state) : state_(std::move(state)) {}
    Future(Future&&) noexcept = default;
    Future& operator=(Future&&) noexcept = default;

    // False by default and after a move: it is then always ready, and get() and then() give the error `refused`.
    explicit operator bool() const { return state_ != nullptr; }
    bool ready() const { return !state_ || state_->ready(); }

    // Waits, without the GIL, and takes the result, which is possible once. After the limit the error is `not_ready`,
    // and get() may be called again. Refused where it would wait for itself: on the UI thread, on the script thread for
    // a run, and on the handlers thread for work of that thread, unless the result is ready.
    Result<T> get(std::chrono::milliseconds limit) {
        if (!state_) return detail::empty_future();
        if (auto error = state_->wait(limit)) return std::move(*error);
        if (auto error = state_->claim()) return std::move(*error);
        return state_->take();
    }

    // Calls the function with the result, once, instead of get(). It is called at once if the result is ready and
    // `where` is On::any. If the engine ends before the UI or the handlers thread has got the result, the function is
    // called with the error `closed` on the thread that ends it, and must not call Python. The result belongs to this
    // function from now on: a second then() gets the error `refused`, and so does get().
    void then(On where, std::function<void(Result<T>)> function) {
        if (!state_) return function(detail::empty_future());
        state_->then(where, [state = state_, function = std::move(function), claimed = state_->claim()] {
            function(claimed ? Result<T>(*claimed) : state->take());
        });
    }

    // Returns at once. Code that has not begun will not run. A run is stopped as by Engine::stop(), but alone; called
    // again it climbs the ladder of Stop. On another thread the code gets a KeyboardInterrupt, and an async function an
    // asyncio.CancelledError. Native work is told (Promise::on_cancel).
    void cancel() {
        if (state_) state_->cancel();
    }
    RunId run() const { return state_ ? state_->run() : 0; }              // 0: not a run
    double progress() const { return state_ ? state_->progress() : -1; }  // 0 to 1, of native work; below 0: unknown

private:
    friend struct detail::FutureParts;
    std::shared_ptr<detail::ResultState<T>> state_;
};

}  // namespace gimbal::console
