// The engine's parts, and who talks to whom.
#pragma once
#include "engine/assist/assist_requests.h"
#include "engine/runs/async_loop.h"
#include "engine/runs/code_runner.h"

#include <mutex>

#include "base/platform/native_thread.h"
#include "engine/input/input_line.h"
#include "engine/output/event_channel.h"
#include "engine/output/output.h"
#include "engine/output/output_thread.h"
#include "engine/output/result_sink.h"
#include "engine/output/thread_runs.h"
#include "engine/python/surroundings.h"
#include "engine/runs/python_thread.h"
#include "engine/runs/run_queue.h"
#include "engine/runs/supervisor.h"
#include "engine/session/session.h"
#include "engine/stop/interrupt_gate.h"
#include "engine/stop/stop_listeners.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

class MainProgram;

struct Engine::State {
    State(Engine& engine, EngineOptions options, const HeadlessJob* job);

    // --- Thread: script.   GIL: held unless said otherwise.
    void script_main();  // the thread's whole life. GIL: not held
    bool start_python();
    void prepare_namespace();
    void serve_runs();  // until Quit
    void call_signal_handlers();
    void tell_idle_error(const std::string& of);         // the pending error, where no run is going
    void run_start_code();                               // into the console's namespace: of the window, of the terminal
    Traceback execute(const std::shared_ptr<Run>& run);  // what it raised, which has been shown
    Traceback report(Run& run, PyRef exception);
    void show_end(const Run& run, const Traceback& error);
    void call_hook(const std::function<void()>& hook);
    void tell_mended(const Run& run, const std::string& mended);
    bool finalise();  // false: a Python thread that is not ours lives
    void speak_to_the_terminal();
    void call_exit_functions();
    void end_background_tasks();
    bool end_python_threads();       // ours; false: one would not end
    int run_job();                   // headless: the exit code
    void serve_host(WakeUp& woken);  // headless, until the script has ended. Thread: the host's. GIL: not held
    void run_program_of_job(MainProgram& program);  // leaves its error set
    void flush_streams();
    void run_terminal();
    static PyObject* run_terminal_cell(PyObject* capsule, PyObject* source);
    static PyObject* show_terminal_error(PyObject*, PyObject* exception);
    static PyObject* let_terminal_interrupt(PyObject*, PyObject* in);
    void execute_with_hooks(const Run& run, const std::function<void()>& body);

    // --- Thread: any.
    RunId submit(std::shared_ptr<Run> run);
    void stop();
    bool has_console() const {
        return !job || job->kind == HeadlessJob::Kind::terminal;
    }                                  // else python3's rules and no others
    bool end_session(bool finalised);  // returns what it is given
    bool leave_script();               // false
    void tell_session_problem();       // once. Thread: script. GIL: held
    void press_for_quit(Clock::duration since_quit);
    void print_traceback(const std::string& of);  // the pending error. GIL: held
    int niceness() const { return job ? 0 : 5; }  // beside a window, what computes runs below it; headless has none
    void end_capture();                           // the descriptors are the terminal's again
    void start_assist(bool wanted);               // at the first request, or when Python is ready after it
    template <class Answer, class Find>
    std::uint64_t ask_assist(AssistRequests::Kind kind, ConsoleId console,
                             Find find);  // find(request, looked at) -> Answer. Thread: assist

    Engine& engine;
    const EngineOptions options;
    const HeadlessJob* const job;  // headless only; outlives the engine

    std::unique_ptr<Session> session;  // before anything is captured; empty: not wanted
    RunLog run_log;
    RunModel run_model;
    EventChannel events;
    OutputChannel output{events, std::max(options.output_backlog, OutputChannel::most_pending)};
    const RunNames run_names{output.current_run, [this](RunId run) { return run_log.name_of(run); }};
    WindowResults results{events, output};
    TerminalResults terminal_results;
    DescriptorCapture capture{output};
    OutputThread output_thread{output, capture};
    InterruptGate gate;
    RunQueue runs;
    StopListeners listeners;
    InputLine input{events};
    Supervisor supervisor{events, gate, runs, listeners};
    AsyncLoop loop{events, gate, runs};  // asyncio's, of the console
    CodeRunner runner{loop};
    Surroundings surroundings;
    PythonThread handlers, assist;
    NativeThread script;

    std::atomic<bool> quitting{false}, python_ready{false}, finalised{false}, script_ended{false}, left_behind{false};
    std::atomic<double> quit_deadline{0};        // steady seconds
    std::atomic<int> exit_code{0};               // headless
    std::atomic<bool> died_by_interrupt{false};  // headless
    AssistRequests assist_requests;
    std::mutex assist_start;  // held while the assist thread is made, never for the GIL
    bool assist_wanted = false;
    std::mutex capture_end;  // held while the output thread is joined

    std::mutex progress_mutex;  // held for a comparison
    std::string progress_label;
    Clock::time_point progress_posted{};
};

}  // namespace gimbal::console
