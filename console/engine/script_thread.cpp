// The script thread: Python is initialised, run and finalised here, so it is Python's main thread.
#include "engine/engine_state.h"

#include <sys/time.h>
#include <unistd.h>

#include <cstdio>

#include "gimbal/console/python/errors.h"
#include "base/platform/signals.h"
#include "engine/headless/main_program.h"
#include "engine/input/input_stream.h"
#include "engine/output/display_hook.h"
#include "engine/output/early_exit.h"
#include "engine/output/output_stream.h"
#include "engine/output/stray_errors.h"
#include "engine/output/thread_starts.h"
#include "engine/python/interpreter.h"
#include "engine/python/release_queue.h"
#include "engine/runs/first_use.h"
#include "engine/stop/stack_look.h"

namespace gimbal::console {

namespace {
// `__stdout__` too, as scripts end a redirection by it.
bool set_stream(const char* name, PyObject* fresh) {
    PyRef stream = PyRef::steal(fresh);
    return stream && PySys_SetObject(name, stream.get()) == 0 &&
           PySys_SetObject(("__" + std::string(name) + "__").c_str(), stream.get()) == 0;
}

// Python finds the descriptors open, on /dev/null. A script is to find of a closed one what python3 shows it: no
// stream. Standard input stays: it is at its end, and input() raises EOFError.
bool forget_closed_streams() {
    return (!is_reserved(STDOUT_FILENO) || set_stream("stdout", Py_NewRef(Py_None))) &&
           (!is_reserved(STDERR_FILENO) || set_stream("stderr", Py_NewRef(Py_None)));
}

bool count_other_threads(std::size_t ours, std::size_t& others) {
    std::size_t all = 0;
    for (PyThreadState* state = PyInterpreterState_ThreadHead(PyInterpreterState_Get()); state;
         state = PyThreadState_Next(state))
        ++all;
    others = all > ours ? all - ours : 0;
    return others == 0;
}
// Python gives every signal its default back as it ends, and the next alarm of a script would end the program. (It does
// end python3.)
void end_interval_timers() {
    const itimerval none{};
    for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) setitimer(timer, &none, nullptr);
}
}  // namespace

void Engine::State::script_main() {
    set_thread_role(ThreadRole::script);
    gate.attach();
    if (start_python()) {
        if (job) exit_code.store(run_job());
        else serve_runs();
        // What was submitted while the end began: each run has an end.
        for (const RunId removed : runs.remove_all_queued())
            events.post(RunRemoved{removed, "the program is quitting"});
        finalised.store(finalise());
    }
    script_ended.store(true);
    if (options.wake) options.wake();  // whoever waits for the end need not look at a clock
}

bool Engine::State::start_python() {
    try {
        take_signals(job != nullptr);
        start_interpreter({options.launcher, options.search_paths, !job,
                           job ? python_command_line(*job, options.launcher) : std::vector<std::string>{}});
    } catch (const std::exception& error) {
        end_capture();  // the window goes at once: the words are for the terminal
        std::fprintf(stderr, "gimbal: %s\n", error.what());
        exit_code.store(1);
        events.post(QuitRequested{1, error.what()});
        finalised.store(true);
        return false;
    }
    release_queue().begin_interpreter(handlers.wake_up());
    if (session) session->python_has_started();
    allow_looking();
    prepare_namespace();
    python_ready.store(true);
    handlers.start();
    start_assist(false);
    return true;
}

void Engine::State::prepare_namespace() {
    // A thread beside a spinning one gets the GIL after 0.65 ms, not 5.2. A program without a console keeps python3's.
    if (has_console()) set_switch_interval(0.0005);
    bool ready = runner.prepare(options.start_code) &&
                 watch_first_uses(options.capture_output, has_console(), has_console() ? &loop : nullptr);
    if (options.capture_output) {
        const bool descriptors = capture.taken();
        ready = ready &&
                set_stream("stdout", make_output_stream(output, Stream::out, descriptors ? STDOUT_FILENO : -1)) &&
                set_stream("stderr", make_output_stream(output, Stream::err, descriptors ? STDERR_FILENO : -1)) &&
                set_stream("stdin", make_input_stream(input, output)) &&
                set_stream("displayhook", make_display_hook(results)) && watch_thread_starts(output.current_run) &&
                watch_stray_errors(run_names) && watch_early_exit(output);
    }
    if (job) ready = ready && forget_closed_streams();
    // A headless script has python3's rules: what it breaks is its own.
    if (!job || job->kind == HeadlessJob::Kind::terminal) ready = ready && surroundings.remember();
    if (!ready) print_traceback("starting Python");
    for (const Extension& extension : options.extensions) {
        PyRef module = PyRef::steal(translate_exceptions([&] { return extension.create(engine); }));
        if (!module || PyDict_SetItemString(PyImport_GetModuleDict(), extension.name.c_str(), module.get()) != 0)
            print_traceback("module " + extension.name);
    }
}

void Engine::State::serve_runs() {
    PyRef executable = PyRef::borrow(PySys_GetObject("executable"));
    const char* path = executable && PyUnicode_Check(executable.get()) ? PyUnicode_AsUTF8(executable.get()) : nullptr;
    events.post(EngineReady{python_version(), python_library(), path ? path : ""});
    tell_session_problem();
    run_start_code();
    runner.namespaces().main().remember_start();
    while (!quitting.load()) {
        while (const auto run = quitting.load() ? nullptr : runs.try_take()) execute(run);
        release_queue().drain();
        if (quitting.load()) return;
        if (loop.serve_until_readable(runs.wake_up().descriptor())) runs.wake_up().clear();
        else if (!PyErr_Occurred() && without_gil([&] { return runs.wake_up().wait(); }) == Woken::by_signal)
            call_signal_handlers();
        if (PyErr_Occurred()) tell_idle_error("the event loop");
        if (PyErr_CheckSignals() != 0) tell_idle_error("signal handler");  // one that struck the host's own code
    }
}

// Of a script that has ended: an alarm's, say. Such a handler is user code, so it is a run: it can be seen, stopped,
// and undone.
void Engine::State::call_signal_handlers() {
    if (quitting.load()) return;
    auto run = std::make_shared<Run>();
    run->id = runs.next_id();
    run->kind = RunKind::command;
    run->body = Run::Body::signals;
    run->title = "signal handler";
    runs.adopt(run);
    execute(run);
}

void Engine::State::tell_idle_error(const std::string& of) {
    if (!PyErr_ExceptionMatches(PyExc_SystemExit)) return print_traceback(of);
    PyErr_Clear();
    output.write(0, Stream::host,
                 "exit() in " + of + " ended nothing, as nothing ran; Ctrl-Q or File > Quit ends the program\n");
}

void Engine::State::run_start_code() {
    if (options.start_code.empty() || quitting.load()) return;
    auto run = std::make_shared<Run>();
    run->id = runs.next_id();
    run->body = Run::Body::start_code;
    run->title = run->file_name = "<start>";
    run->source = options.start_code;
    runs.adopt(run);
    execute(run);
}

void Engine::State::print_traceback(const std::string& of) {
    const Traceback error = take_traceback();
    const std::string text = "in " + of + ":\n" + error.text;
    if (options.capture_output) return output.write(Stream::err, text);
    PySys_FormatStderr("%s", text.c_str());
}

// Ours and the script's: the interpreter cannot end under a thread that is still in it.
bool Engine::State::finalise() {
    python_ready.store(false);
    if (options.capture_output) speak_to_the_terminal();
    end_background_tasks();
    { std::lock_guard lock(assist_start); }  // a start that had begun has ended
    if (!end_python_threads()) {
        flush_streams();
        return false;
    }
    std::size_t others = 0;
    if (!job && !count_other_threads(1, others)) {
        call_exit_functions();  // the interpreter is left, and nobody else would
        return false;
    }
    release_queue().drain();
    runner.release();
    loop.release();
    surroundings.forget();
    release_queue().end_interpreter();
    forbid_looking();
    if (!job) end_interval_timers();
    const int status = Py_FinalizeEx();  // headless, atexit functions and non-daemon threads take the time they take
    if (job && status != 0) exit_code.store(120);  // what was printed could not be written
    return true;
}

// Nobody looks at the window any more, so what is printed from here on is for the terminal from which the program was
// started.
void Engine::State::speak_to_the_terminal() {
    output.flush_all();
    end_capture();
    output.redirect_to_descriptors();
}

void Engine::State::call_exit_functions() {
    PyRef module = PyRef::steal(PyImport_ImportModule("atexit"));
    if (module) PyRef::steal(PyObject_CallMethod(module.get(), "_run_exitfuncs", nullptr));
    if (PyErr_Occurred()) print_traceback("an exit function");
    flush_streams();
}

// They get a moment for their `finally`: less where Quit must be over soon.
void Engine::State::end_background_tasks() {
    loop.shut_down(job ? 2.0 : 0.4);
    if (PyErr_Occurred()) print_traceback("the event loop");
}

bool Engine::State::end_python_threads() {
    const double limit = quit_deadline.load();
    const auto deadline = limit > 0 ? Clock::time_point(to_duration(limit)) : Clock::now() + to_duration(2.0);
    return handlers.finish_until(deadline) & assist.finish_until(deadline);  // both are asked
}

}  // namespace gimbal::console
