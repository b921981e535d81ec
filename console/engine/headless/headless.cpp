// Headless: one job by python3's rules, with a thread beside it serving what the script asks of the host.
#include "engine/engine_state.h"

#include <cstdio>

#include "gimbal/console/python/errors.h"
#include "base/platform/process_end.h"
#include "engine/headless/main_program.h"
#include "engine/python/uncaught.h"
#include "gimbal/console/stop_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

namespace {
// How far a Ctrl-C of the terminal has got: each rung once, and once in five seconds while it lasts.
class StopNotes {
public:
    void tell(const RunStopping& stopping) {
        const std::string words = stop_words(stopping);
        if (words.empty()) return;
        const bool is_new = stopping.run != last_.run || stopping.rung != last_.rung;
        if (!is_new && stopping.seconds - last_.seconds < 5) return;
        last_ = stopping;
        const std::string hint = stopping.rung == StopRung::in_c_code ? "Ctrl-\\ ends the program"
                                                                      : stop_hint(stopping, "Ctrl-C");
        std::fprintf(stderr, "gimbal: %s, for %.1f s%s%s\n", words.c_str(), stopping.seconds, hint.empty() ? "" : "; ",
                     hint.c_str());
    }

private:
    RunStopping last_{};
};

// The exit code of the pending exception, which is shown and cleared.
int end_of_program(bool& died_by_interrupt) {
    PyRef exception = take_exception();
    if (!exception) return 0;
    died_by_interrupt = PyErr_GivenExceptionMatches(exception.get(), PyExc_KeyboardInterrupt);
    return end_by_error(std::move(exception));
}
}  // namespace

// The job is a run like any other to the host's hooks, so that it is one undo step.
int Engine::State::run_job() {
    MainProgram program(*job);
    if (!program.load()) return 2;
    if (!PyErr_Occurred()) program.put_first_path();
    if (!PyErr_Occurred() && job->before) {
        guarded(job->before);
        if (PyErr_Occurred()) print_traceback("start-up");
    }
    if (!PyErr_Occurred()) run_program_of_job(program);
    {
        PendingError kept;
        flush_streams();  // before a traceback that goes to the same terminal
    }
    bool died = false;
    const int code = end_of_program(died);
    died_by_interrupt.store(died);
    return code;
}

void Engine::State::run_program_of_job(MainProgram& program) {
    if (job->kind == HeadlessJob::Kind::terminal) return run_terminal();
    auto run = std::make_shared<Run>();
    run->id = runs.next_id();
    run->kind = RunKind::file;
    run->title = program.title();
    runs.adopt(run);
    execute_with_hooks(*run, [&] { program.run(runner); });
    runs.finish(run);
}

// Also where the interpreter is left rather than finalised: what a script printed must not be lost.
void Engine::State::flush_streams() {
    for (const char* name : {"stdout", "stderr"}) {
        PyObject* stream = PySys_GetObject(name);
        PyRef flushed = stream && stream != Py_None ? PyRef::steal(PyObject_CallMethod(stream, "flush", nullptr))
                                                    : PyRef{};
        PyErr_Clear();  // a closed pipe: Py_FinalizeEx meets it again, and the exit code is 120
    }
}

// What the script asks of the host, until it has ended. Thread: the host's, which plays the UI.
void Engine::State::serve_host(WakeUp& woken) {
    set_thread_role(ThreadRole::ui);
    StopNotes told;
    for (bool ended = false; !ended;) {
        ended = script_ended.load();  // before the last look at the queue
        ConsoleEvent event;
        while (engine.try_dequeue_event(event)) {
            if (auto* asked = std::get_if<UiCall>(&event)) asked->call();
            if (const auto* stopping = std::get_if<RunStopping>(&event)) told.tell(*stopping);
        }
        if (!ended) woken.wait();
    }
}

// The script has the process's first thread, as in python3 (docs/design.md, section 4).
int run_headless(EngineOptions options, HeadlessJob job) {
    options.capture_output = false;
    options.handle_quit_signals = false;
    WakeUp woken;
    options.wake = [&woken] { woken.notify(); };
    Engine engine(std::move(options), &job);
    Engine::State& state = *engine.state_;
    NativeThread host;
    host.start({"host", 8u << 20, 0}, [&] { state.serve_host(woken); });
    state.script_main();
    host.join();
    state.supervisor.finish();
    state.end_session(true);
    return state.died_by_interrupt.load() ? end_by_sigint() : state.exit_code.load();
}

}  // namespace gimbal::console
