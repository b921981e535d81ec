// One sub-interpreter, from its creation to its end.
//
// Its home thread makes it and ends it, because CPython 3.12 ends an interpreter with its own GIL only on the thread
// that made it. Between the two, that thread delivers interrupts and deletes what other threads have left: an interrupt
// needs the interpreter's GIL, for which neither the UI thread nor the supervisor may wait.
#pragma once
#include "engine/interpreters/thread_states.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include "base/platform/native_thread.h"
#include "engine/calls/calls.h"
#include "engine/interpreters/gil_ticker.h"
#include "gimbal/console/interpreters/interpreter.h"

namespace gimbal::console {
class Engine;
}

namespace gimbal::console::detail {

// What interpreters need of the engine.
struct InterpreterParts {
    Engine& engine;
    const EngineOptions& options;
    const std::atomic<RunId>& current_run;
    // Of the attached interpreter: its streams and hooks. `label` outlives it. False: a Python error is set.
    std::function<bool(const char* label)> install_streams;
    std::shared_ptr<Calls> calls;
};

// Thread: any, unless a member says otherwise.   GIL: held or not, unless a member says otherwise. No function of
// Python that may take a GIL is called with the mutex held.
class InterpreterRecord : public std::enable_shared_from_this<InterpreterRecord>, NonCopyable {
public:
    InterpreterRecord(InterpreterSet& set, InterpreterConfig config);

    std::optional<PythonError> make();  // waits until it is made. Thread: any but UI
    std::optional<PythonError> close(std::chrono::milliseconds limit);
    void begin_end();                            // Quit: refuses code, drops what waits, interrupts what runs
    bool end_until(Clock::time_point deadline);  // Quit. GIL: not held
    std::shared_ptr<void> lease();               // for a handle

    std::int64_t id() const { return id_; }
    const std::string& name() const { return config_.name; }
    std::string title() const { return "the interpreter '" + name() + "'"; }
    bool has_own_gil() const { return config_.own_gil; }
    bool is_open() const;
    bool is_running() const;
    bool has_ended() const { return ended_.load(); }
    bool is_quitting() const;
    void interrupt();
    void interrupt_thread(unsigned long thread);  // the code that this thread runs
    Calls& calls() { return *calls_; }

    // Calls a function in the interpreter and gives `store` its result.
    std::optional<PythonError> run(const std::function<PyObject*()>& function,
                                   const std::function<bool(PyObject*)>& store);
    // Has the interpreter's own thread do it.
    class Use;
    void post(std::function<void(Use&)> body, std::function<void(std::string why)> dropped);

    // --- For Attachment.
    PyInterpreterState* interpreter() const { return interpreter_.load(); }
    void add_state(PyThreadState* state);
    void leave_state(PyThreadState* state);  // its thread ends
    std::size_t state_count() const;         // also of threads that have ended

    // --- For buffers that other interpreters use. They keep the interpreter open.
    void add_export() { ++exports_; }
    void end_export(PyObject* exporter);  // which the home thread releases

    // Code that a thread runs in the interpreter.
    struct Running {
        unsigned long thread;
        bool active = false;                        // between its begin and its end
        bool wanted = false;                        // an interrupt
        bool interrupted = false;                   // one was raised
        Clock::time_point next{};                   // interrupt
        Clock::time_point gave_way = Clock::now();  // or began
    };

private:
    enum class Phase { making, open, closing, ended };
    struct Work {
        std::function<void(Use&)> body;
        std::function<void(std::string)> dropped;
        RunId run;
        std::shared_ptr<void> lease;
    };

    PythonError closed() const;
    std::string why_closed() const;
    std::list<Running>::iterator begin_use();  // the mutex is held
    void drop_queue();

    // --- The mutex is held.
    bool is_idle() const { return running_.empty() && !working_; }
    bool is_abandoned() const {
        return abandoned_ && phase_ == Phase::open && is_idle() && queue_.empty() && lease_.expired();
    }
    void interrupt_all();
    std::optional<PythonError> wait_for_end(std::unique_lock<std::mutex>& lock, Clock::time_point deadline);

    // --- Thread: home.
    void live();
    std::string make_here();  // why it could not be made, or ""
    bool has_task() const;
    Clock::time_point next_interrupt() const;
    bool needs_tick() const;
    void wait_for_task(std::unique_lock<std::mutex>& lock);
    void do_tasks(std::unique_lock<std::mutex>& lock);
    bool end_here();               // false: it stays open, and failure_ says why
    std::size_t foreign_states();  // attached
    std::string reason_to_stay();  // attached
    void delete_left(std::vector<PyThreadState*> states, const std::vector<PyObject*>& objects);  // attached

    void work();  // Thread: its own

    InterpreterSet& set_;                 // used only until the interpreter has ended
    const std::shared_ptr<Calls> calls_;  // outlives the engine, as handles may
    InterpreterConfig config_;
    std::int64_t id_ = 0;
    std::atomic<PyInterpreterState*> interpreter_{nullptr};
    PyThreadState* first_ = nullptr;  // of the home thread
    std::atomic<bool> ended_{false};
    std::atomic<int> exports_{0};

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    Phase phase_ = Phase::making;
    bool end_wanted_ = false, abandoned_ = false, quitting_ = false;
    std::string failure_;
    std::list<Running> running_;
    std::vector<PyThreadState*> states_, left_states_;  // of pairs; those whose thread has ended
    std::vector<PyObject*> left_objects_;
    std::weak_ptr<void> lease_;
    std::deque<Work> queue_;
    bool working_ = false, worker_ends_ = false;
    bool ticking_ = false;  // the home thread looks now and then at what runs
    GilTicks ticks_;        // Thread: home
    NativeThread home_, worker_;
};

// While it exists, the calling thread runs code in the interpreter, which therefore stays open. Thread: any but UI.
class InterpreterRecord::Use : NonCopyable {
public:
    explicit Use(InterpreterRecord& record);
    ~Use();
    explicit operator bool() const { return attachment_ && attachment_->state(); }
    PythonError refusal() { return std::move(*refusal_); }
    bool was_interrupted() const;
    std::function<void()> interrupter();  // interrupts this use; to be called before its end

private:
    InterpreterRecord& record_;
    std::optional<PythonError> refusal_;
    std::list<Running>::iterator running_;
    std::optional<Attachment> attachment_;
};

}  // namespace gimbal::console::detail
