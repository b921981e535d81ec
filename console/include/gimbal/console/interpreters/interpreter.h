// Sub-interpreters of CPython: separate Pythons in one process, each with its own modules and objects. From
// CPython 3.12 on each may have its own GIL, so that they run Python code at the same time.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/call/future.h"
#include "gimbal/console/call/result.h"

namespace gimbal::console {

namespace detail {
class InterpreterRecord;
class InterpreterSet;
}  // namespace detail

// Whether this Python can give a sub-interpreter its own GIL: CPython 3.12 and later.
bool has_own_gil();

// Each member may be left out.
struct InterpreterConfig {
    std::string name = {};  // in the console and in messages; empty: "interpreter 3"
    bool own_gil = true;    // where CPython can; otherwise it shares the GIL of the main interpreter
};

// A handle to a sub-interpreter. Copies are handles to the same one. Any thread may use it at any time, also several at
// once: each pair of a thread and an interpreter gets a PyThreadState, which is made once. When the last handle is gone
// and no code runs in it, the interpreter is closed.
//
// What crosses is copied. The types are those of python/convert.h, but not Value and Callable, because an object
// belongs to one interpreter. An Array<T> of the main interpreter arrives as a memoryview of the same memory. The
// templates are in python/interpreter_call.h. A function that runs code returns the error `refused` on the UI thread,
// and `closed` once the interpreter is closed. Thread: any but UI, unless a member says otherwise.   GIL: held or not.
class Interpreter {
public:
    Interpreter() = default;
    explicit operator bool() const { return record_ != nullptr; }

    // --- Thread: any.
    std::int64_t id() const;          // CPython's number of it
    const std::string& name() const;  // names its output and its errors
    bool has_own_gil() const;
    bool is_running() const;  // code runs in it
    bool is_open() const;
    // Raises KeyboardInterrupt in each thread that runs code in it, now and once a second until that code ends. A call
    // that waits sees it when it returns. Returns at once.
    void interrupt();

    // --- Code. Each runs on the calling thread, in the module __main__ of the interpreter, and returns when it has
    // ended. Stop ends what a run waits for.
    Result<void> exec(const std::string& code);
    template <class T>
    Result<T> eval(const std::string& expression);
    // What a function of a module returns, which is imported there: "Class.method" of "__main__" too.
    template <class T = void, class... Arguments>
    Result<T> call(const std::string& module, const std::string& function, Arguments&&... arguments);
    template <class T>
    Result<void> prepare_main(const std::string& name, const T& value);  // __main__.name = value

    // The same on the interpreter's own thread, which does one call after the other. Returns at once. Of the options,
    // `deadline` and `title` count. Thread: any.
    template <class T = void, class... Arguments>
    Future<T> call_in_thread(const std::string& module, const std::string& function, Arguments&&... arguments);
    template <class T = void, class... Arguments>
    Future<T> call_in_thread(EvalOptions options, const std::string& module, const std::string& function,
                             Arguments&&... arguments);

    // Ends the interpreter. Calls that wait for its thread end with `closed`. If code runs in it, this interrupts the
    // code and waits for its end up to the limit; with a limit of 0 that is an error, and the interpreter stays open,
    // as it does if its code has left threads running or other interpreters use its buffers. Closing twice is no error.
    Result<void> close(std::chrono::milliseconds limit = std::chrono::milliseconds(0));

private:
    friend class detail::InterpreterSet;
    friend class Interpreters;
    explicit Interpreter(std::shared_ptr<detail::InterpreterRecord> record);
    std::optional<PythonError> run(const std::function<_object*()>& function,
                                   const std::function<bool(_object*)>& store) const;
    void start_call(const std::shared_ptr<detail::CallState>& state, detail::CallWork work, EvalOptions options) const;
    PythonError empty() const;

    std::shared_ptr<detail::InterpreterRecord> record_;
    std::shared_ptr<void> lease_;  // shared by all handles; its end closes the interpreter
};

// The sub-interpreters of an engine: engine.interpreters(). Engine::quit() closes those that are left.
// Thread: any but UI, unless a member says otherwise.   GIL: held or not.
class Interpreters {
public:
    explicit Interpreters(detail::InterpreterSet& set) : set_(set) {}
    // Waits until it is made, some 15 ms of processor time. Needs Python: the error is `refused` before EngineReady.
    Result<Interpreter> create(InterpreterConfig config = {});
    std::vector<Interpreter> list_all() const;  // those that are open. Thread: any

private:
    detail::InterpreterSet& set_;
};

}  // namespace gimbal::console
