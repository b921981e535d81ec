// The Python engine: owns the interpreter and its threads, executes runs one after the other, and reports what happens
// as values in one queue. It knows nothing of meshes, windows or ImGui.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "gimbal/console/base/non_copyable.h"
#include "gimbal/console/base/process_start.h"
#include "gimbal/console/call/future.h"
#include "gimbal/console/call/promise_keeper.h"
#include "gimbal/console/call/timer.h"
#include "gimbal/console/callable.h"
#include "gimbal/console/events.h"
#include "gimbal/console/options.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

class Interpreters;
struct EngineParts;
struct HeadlessJob;

// The constructor of Engine throws these. what() is a sentence that names the remedy.
struct AlreadyRunning : std::logic_error {  // a process has one Python, and another Engine uses it
    using std::logic_error::logic_error;
};
struct PythonUnavailable : std::runtime_error {  // Python cannot be started in this process, or not again
    using std::runtime_error::runtime_error;
};

enum class EngineState {
    starting,
    ready,
    failed,    // Python has not started; EngineFailed says why
    quitting,  // from the first call of quit() on
    ended,
};

// Thread: any, unless a member says otherwise.   GIL: not needed; only the engine's threads take it.
class Engine : public PromiseKeeper {
public:
    // Returns at once; EngineReady or EngineFailed follows. The calling thread becomes the UI thread, which need not be
    // the process's first. Throws AlreadyRunning and PythonUnavailable.
    explicit Engine(EngineOptions options);
    ~Engine() override;  // quits with a limit of 0 if quit() was not called. Thread: UI
    EngineState state() const;

    // --- Runs. Each function returns at once with the id that the events of the run carry.
    RunId submit_cell(std::string source, CellOptions options = {});
    // A script has a fresh namespace, with __name__ == "__main__".
    RunId submit_file(std::filesystem::path path, std::vector<std::string> argv = {});
    RunId submit_source(std::string source, std::string file_name, std::vector<std::string> argv = {});
    RunId submit_call(Callable callable, std::string title);  // a command written in Python
    bool remove_queued(RunId run);
    // Drops the console's namespace, without waiting for the current run. Console 0 stays. Ids are not reused.
    void close_console(ConsoleId console);
    // Climbs the ladder for the current run (docs/design.md, section 4) and removes the queued runs. While no run is
    // current, ends the input() of threads that earlier runs have left.
    void stop();
    // A run is current or queued. When it turns false, the events of all runs have been posted. It may turn false just
    // after RunEnded can be taken, so the UI asks runs().busy().
    bool is_busy() const;
    const RunModel& runs() const;               // the runs as of the last dequeued event. Thread: UI
    void set_size(int columns, int rows = 24);  // of the console, for shown values and os.get_terminal_size()
    // For InputRequested; both do nothing once the question is over.
    void answer_input(QuestionId question, std::string line);  // without the newline
    void end_input(QuestionId question);                       // the end of file, as Ctrl-D in a terminal

    // --- Handlers.
    // `body` runs on the handlers thread with the GIL held, also while a script runs. A Python error that it leaves set
    // is printed with `name` and cleared. If it will never run, because Quit came first or Python has not started,
    // `dropped` is called instead, once, on any thread, with or without the GIL.
    void post_to_handlers(std::string name, std::function<void()> body, std::function<void()> dropped = nullptr);
    // Raises KeyboardInterrupt in the work that runs on the handlers thread now. That ends a loop at once, and a call
    // that waits as soon as it returns. stop() does the same for work that HandlerRunning has named, if there is
    // nothing else to stop.
    void stop_handler();

    // --- Timers. The function runs on the handlers thread by the rules of post_to_handlers(), also while a script
    // runs. The time counts from the call of after() or every() on, also before Python has started. Once. 0 is as soon
    // as possible. Throws std::invalid_argument if the delay is negative or more than 100 years.
    Timer after(std::chrono::milliseconds delay, std::function<void()> function, TimerOptions options = {});
    Timer after(std::chrono::milliseconds delay, Callable function, TimerOptions options = {});
    // At each multiple of the interval, which is at least a millisecond, first after one interval. Calls that the
    // thread could not begin before the next one is due are left out and counted as missed(). After five errors in a
    // row the timer stops, and the console says so.
    Timer every(std::chrono::milliseconds interval, std::function<void()> function, TimerOptions options = {});
    Timer every(std::chrono::milliseconds interval, Callable function, TimerOptions options = {});
    // The same as after() with 0: after the work that waits now, in the order of the calls.
    Timer call_soon(std::function<void()> function, TimerOptions options = {});
    Timer call_soon(Callable function, TimerOptions options = {});

    // --- Results. Each function returns at once, except with Where::here, and the Future always ends (call/future.h).
    // They are templates in python/call.h. For common types eval() needs only this header.
    // The value of an expression: engine.eval<double>("width * 2").
    template <class T>
    Future<T> eval(std::string expression, EvalOptions options = {});
    // What a function of a module, which is imported, or a kept callable returns. The arguments are copied, and
    // converted on the thread of the call: engine.call<std::vector<double>>("statistics", "quantiles", numbers). A
    // coroutine, as an async function returns it, is awaited: a run uses the console's event loop, another thread a
    // loop that is made for the call.
    template <class T = Value, class... Arguments>
    Future<T> call(std::string module, std::string function, Arguments&&... arguments);
    template <class T = Value, class... Arguments>
    Future<T> call(Callable callable, Arguments&&... arguments);
    template <class T = Value, class... Arguments>
    Future<T> call(EvalOptions options, std::string module, std::string function, Arguments&&... arguments);
    template <class T = Value, class... Arguments>
    Future<T> call(EvalOptions options, Callable callable, Arguments&&... arguments);

    Interpreters& interpreters();  // sub-interpreters (interpreters/interpreter.h)

    // --- While typing. The assist thread answers. It runs no user code and works while a script runs. Each function
    // returns at once with the id of its answer, which is one event. A newer request replaces a queued one of its kind,
    // which gets an empty answer. `source` is the whole cell or script, `cursor` a byte of it. An answer knows the
    // names of `console` and those that `source` defines. `patiently` allows 500 ms for an answer instead of 100 ms.
    std::uint64_t complete(std::string source, std::size_t cursor, ConsoleId console = 0,
                           bool patiently = false);                                         // CompletionList
    std::uint64_t call_tip(std::string source, std::size_t cursor, ConsoleId console = 0);  // CallTip
    // Documentation of one of the completions offered at the cursor.
    std::uint64_t document(std::string source, std::size_t cursor, std::string completion, ConsoleId console = 0);
    // The whole Documentation, for `name?` and, with its source, for `name??`. Never replaced by a newer request.
    std::uint64_t inspect(std::string expression, bool with_source, ConsoleId console = 0);
    std::uint64_t variables(ConsoleId console = 0);  // VariableList

    // --- asyncio tasks that cells have left running. Stop does not touch them; BackgroundTasks reports their number.
    // Called again half a second later, this also interrupts the code that blocks the event loop.
    void cancel_background_tasks();
    std::size_t background_tasks() const;

    // --- Events.
    void post(ConsoleEvent event);                // keeps the order over all threads; wakes the UI
    bool try_dequeue_event(ConsoleEvent& event);  // Thread: UI, the only consumer
    // Of the current run. Posts a new label and the end at once, and otherwise one event each 16 ms.
    void report_progress(std::string label, double fraction);

    // --- For native work that a run has started (script thread, GIL released).
    // Stop of the run that is current now calls `on_stop` once, on the thread that stops it, or at once if Stop was
    // pressed before. `on_stop` must be short and must not call Python. The destructor waits for a call in progress.
    class StopListener : NonCopyable {
    public:
        StopListener(Engine& engine, std::function<void()> on_stop);
        ~StopListener();

    private:
        Engine& engine_;
        std::uint64_t key_;
    };
    RunId current_run() const;  // 0 when idle
    bool on_script_thread() const;

    // --- The end.
    // Refuses new runs, stops the current one and finalises the interpreter. Returns true when that has succeeded and
    // all threads are joined. Returns false within the limit if Python was left behind; the caller must then leave the
    // process by `_exit`. Either way the host gets back its signal mask, its descriptors and its signal handlers (only
    // those of SIGINT, SIGTERM and SIGHUP if Python was left behind), except handlers that it has replaced meanwhile.
    // Whatever waits for the engine ends: runs, handlers and requests with an event or a callback, threads that wait in
    // a GilGuard with a guard that is false.
    bool quit(double limit_seconds);  // Thread: UI
    // After SIGTERM or SIGHUP the process ends by itself if quit() is not called within two seconds. A host that asks
    // the user first, or stays, calls this when it gets QuitRequested; pump() does after `on_quit`. The next signal
    // posts QuitRequested again. Does nothing once quit() was called. Thread: UI
    void postpone_quit();

private:
    void start_call(std::shared_ptr<detail::CallState> state, detail::CallWork work, EvalOptions options);
    void start_native(const std::shared_ptr<detail::CallState>& state, std::string title) override;
    bool end_script(double limit_seconds);
    friend class StopListener;
    friend int run_headless(EngineOptions options, HeadlessJob job);
    Engine(EngineOptions options, const HeadlessJob* job);
    std::unique_ptr<EngineParts> parts_;
};

}  // namespace gimbal::console
