// The Python engine: owns the interpreter and its threads, runs what it is given one run after the other, and tells
// what happens by values in one queue. Knows nothing of meshes, windows or ImGui.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/callable.h"
#include "gimbal/console/events.h"
#include "gimbal/console/run_log.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

class Engine;
struct HeadlessJob;

// A module made by PyModule_Create, put into sys.modules before any user code runs.
struct Extension {
    std::string name;
    std::function<_object*(Engine&)> create;  // new reference, or nullptr with an error set. Thread: script. GIL: held.
};

struct RunInfo {
    RunId id = 0;
    RunKind kind = RunKind::cell;
    std::string title;
};

struct EngineOptions {
    std::filesystem::path launcher;                   // becomes sys.executable; never the GUI
    std::vector<std::filesystem::path> search_paths;  // in front of sys.path: where `gimbal` and `gimbal_console` lie
    std::vector<Extension> extensions;
    std::string start_code;             // run in the console's namespace before the first cell, e.g. "import gimbal"
    std::filesystem::path session_dir;  // where a crash leaves what it was about (session/crash_report.h); "": nowhere
    bool capture_output = true;         // false headless: the streams stay the shell's
    std::size_t output_backlog = 0;  // bytes printed faster than the UI takes them that are kept for it; 4 MiB at least
    bool capture_descriptors = false;  // with capture_output: descriptors 1 and 2 of the process too, 0 is empty
    bool handle_quit_signals = true;   // SIGTERM and SIGHUP post QuitRequested; false headless: python3's rules
    std::function<void()> wake;        // Thread: any. Something was posted and the UI may be asleep.
    std::function<void(const RunInfo&)> run_began;  // Thread: script. GIL: held. The host opens its undo step.
    std::function<void(const RunInfo&, RunState)> run_ended;
};

struct CellOptions {
    ConsoleId console = 0;  // whose names it sees; a new one gets its own at its first cell
    CellResults results = CellResults::last;
    // A part of a script file, run in the console's namespace: then it is told of as `title`, a run of kind `file`.
    // While it runs,
    // `__file__`, sys.argv and the first folder of sys.path are as for the whole file, but of one that has none yet,
    // "<script>".
    std::string file_name;   // what tracebacks call it; "": a cell of its own, "<cell 3>"
    int first_line = 1;      // of the source, in that file
    std::string whole_file;  // its text, for the lines that tracebacks show
    std::string title;
};

// Thread: any, unless a member says otherwise.   GIL: not needed; taken inside by the engine's own threads only.
class Engine {
public:
    explicit Engine(EngineOptions options);  // Thread: process main. Returns at once; EngineReady follows.
    ~Engine();                               // quit(0) if nobody has
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    // --- Runs. Each returns at once with the id that its events carry.
    RunId submit_cell(std::string source, CellOptions options = {});  // a console cell, in the console's namespace
    RunId submit_file(std::filesystem::path path,
                      std::vector<std::string> argv = {});  // fresh namespace, __name__ == "__main__"
    RunId submit_source(std::string source, std::string file_name,
                        std::vector<std::string> argv = {});  // the same, from memory
    RunId submit_call(Callable callable, std::string title);  // a Python command of a menu
    bool remove_queued(RunId run);
    void close_console(ConsoleId console);  // its names go, beside what runs: no number is used twice; the first stays
    // Climbs the ladder (docs/design.md, section 4) for the current run and removes what is queued behind it. No-op
    // when idle.
    void stop();
    bool is_busy() const;                        // a run is current or queued
    const RunModel& runs() const;                // the runs as of the last dequeued event. Thread: UI
    std::vector<RunRecord> run_records() const;  // the runs so far, by value, oldest first
    void set_columns(int columns);               // of the console: what the values it shows are laid out for
    void answer_input(std::string line);         // what `input()` waits for, without the newline

    // --- Beside the runs.
    // `body` runs on the handlers thread with the GIL held, also while a script runs. A Python error it leaves set is
    // printed with `name` and cleared.
    void post_to_handlers(std::string name, std::function<void()> body);

    // --- While typing. Asked of the assist thread, which runs no user code and answers while a script runs; each
    // returns at once with the id that its one answer carries. A newer request of the same kind makes an older one that
    // still waits give way: it is answered empty, without being worked out. `cursor` is a byte of `source`, which is
    // all that is typed (a cell, a script); the names of `console` count beside those that the source itself defines.
    // `patiently`: half a second, where an answer takes that long, instead of 100 ms.
    std::uint64_t complete(std::string source, std::size_t cursor, ConsoleId console = 0,
                           bool patiently = false);                                         // CompletionList
    std::uint64_t call_tip(std::string source, std::size_t cursor, ConsoleId console = 0);  // CallTip
    // Documentation of one completion that is offered there.
    std::uint64_t document(std::string source, std::size_t cursor, std::string completion, ConsoleId console = 0);
    // Documentation, whole: of `name?` and, with its source, `name??`. Gives way to none.
    std::uint64_t inspect(std::string expression, bool with_source, ConsoleId console = 0);
    std::uint64_t variables(ConsoleId console = 0);  // VariableList of its namespace

    // The asyncio tasks that cells have started and that live on. A Stop never touches them; this cancels them. Pressed
    // again half a second later, it interrupts one that keeps the loop from coming round.
    void cancel_background_tasks();
    std::size_t background_tasks() const;  // BackgroundTasks tells of a change

    // --- To the UI.
    void post(ConsoleEvent event);                             // in the order of posting over all threads; wakes the UI
    bool try_dequeue_event(ConsoleEvent& event);               // Thread: UI, the queue's only consumer
    void report_progress(std::string label, double fraction);  // of the current run; joined, at most one event a frame

    // --- For native work called from a run (script thread, GIL released): how Stop reaches it.
    // `on_stop` is called once, from the stopping thread, when Stop hits the run in which this was made.
    class StopListener {
    public:
        StopListener(Engine& engine, std::function<void()> on_stop);
        ~StopListener();
        StopListener(const StopListener&) = delete;

    private:
        Engine& engine_;
        std::uint64_t key_;
    };
    RunId current_run() const;  // 0 when idle
    bool on_script_thread() const;

    // --- The end.
    // Refuses new work, climbs the ladder, finalises within the limit or leaves without (then the caller must `_exit`).
    // True: the interpreter is finalised and every thread of ours joined.
    bool quit(double limit_seconds);  // Thread: process main

private:
    bool end_script(double limit_seconds);
    friend class StopListener;
    friend int run_headless(EngineOptions options, HeadlessJob job);
    Engine(EngineOptions options, const HeadlessJob* job);
    struct State;
    std::unique_ptr<State> state_;
};

// Blocks every asynchronous signal in the calling thread, so that all threads started later inherit that and only the
// script thread takes signals. Thread: process main, before any other thread exists.
void block_asynchronous_signals();
// Opens /dev/null where descriptor 0, 1 or 2 is closed. Thread: process main, before anything is opened.
void reserve_standard_descriptors();
bool is_reserved(int descriptor) noexcept;  // it was closed. Thread: any

// --- Headless: the same interpreter, python3's rules, no queue to a UI.
struct HeadlessJob {
    enum class Kind { file, code, module, standard_input, terminal } kind = Kind::terminal;
    std::string what;                              // the file's path, the code, the module's name, "-"
    std::vector<std::string> argv;                 // sys.argv[1:]
    std::vector<std::string> interpreter_options;  // python3's own, as -B or -X dev, one word each
    std::function<void()> before;                  // Thread: script. GIL: held. Start-up scripts, --open.
};
// Runs the job on the script thread and finalises as python3 does. Returns the process's exit code.
int run_headless(EngineOptions options, HeadlessJob job);  // Thread: process main

}  // namespace gimbal::console
