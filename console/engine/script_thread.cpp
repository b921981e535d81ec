#include "engine/script_thread.h"

#include <poll.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

#include "gimbal/console/python/errors.h"
#include "base/platform/signals.h"
#include "engine/engine_parts.h"
#include "engine/headless/main_program.h"
#include "engine/interpreter/attach_gate.h"
#include "engine/interpreter/find_python.h"
#include "engine/interpreter/interpreter.h"
#include "engine/interpreter/sub_interpreters.h"
#include "engine/interpreters/module.h"
#include "engine/process_claim.h"
#include "engine/python/guarded_descriptors.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/uncaught.h"
#include "engine/runs/first_use.h"
#include "engine/runs/module_files.h"
#include "engine/stop/default_interrupt.h"
#include "engine/stop/stack_look.h"
#include "engine/stop/terminal_interrupt.h"
#include "engine/timers/timer_module.h"
#include "engine/values/release_queue.h"
#include "engine/values/thread_states.h"
#include "gimbal/console/base/host_descriptors.h"
#include "gimbal/console/base/process_start.h"

namespace gimbal::console {

namespace {
constexpr double moment_seconds = 0.25;  // for threads that end soon after Quit by themselves
constexpr int look_ms = 5;               // between looks at them

// Libraries recognise an interactive session by these two names.
bool set_prompts() {
    PyRef primary = from_utf8(">>> "), continuation = from_utf8("... ");
    return primary && continuation && PySys_SetObject("ps1", primary.get()) == 0 &&
           PySys_SetObject("ps2", continuation.get()) == 0;
}

// python3 sets the stream of a closed descriptor to None, but Python has found /dev/null here. Standard input stays: it
// is at its end, and input() raises EOFError.
bool forget_closed_streams() {
    return (!is_reserved(STDOUT_FILENO) || set_stream("stdout", PyRef::borrow(Py_None))) &&
           (!is_reserved(STDERR_FILENO) || set_stream("stderr", PyRef::borrow(Py_None)));
}

std::string text_of_sys(const char* name) {
    PyObject* value = PySys_GetObject(name);
    const char* text = value && PyUnicode_Check(value) ? PyUnicode_AsUTF8(value) : nullptr;
    if (!text) PyErr_Clear();
    return text ? text : "";
}

// Python resets every signal to its default when it ends. The next alarm of a script would then end the program, as
// it ends python3.
void end_interval_timers() {
    const itimerval none{};
    for (const auto timer : {ITIMER_REAL, ITIMER_VIRTUAL, ITIMER_PROF}) setitimer(timer, &none, nullptr);
}
}  // namespace

void ScriptThread::start() {
    tzset();  // the C library sets its time zone once, so no thread writes what another one reads
    GIMBAL_ON(ui);
    thread_.start({"script", 64u << 20, 5}, [this] { main(); });
}

void ScriptThread::main() {
    set_thread_role(ThreadRole::script);
    parts_.gate.attach();
    if (start_python()) {
        if (parts_.program) run_program();
        else serve_runs();
        parts_.control.remove_refused();
        const bool finalised = finalise();
        if (finalised) stop_passing_on_interrupts();
        finalised_.store(finalised);
    }
    ended_.store(true);
    parts_.events.wake_now();  // for a host that waits for the end
}

bool ScriptThread::start_python() {
    const EngineOptions& options = parts_.options;
    const HeadlessProgram* program = parts_.program.get();
    bool tried = false;
    try {
        take_signals(program != nullptr);
        InterpreterOptions python = find_python(options);
        if (program) python.command_line = python_command_line(program->job(), python.launcher);
        // Before Python opens any: those of the engine and of the host.
        if (!program && options.guard_descriptors) note_open_descriptors();
        detail::add_interpreters_module();
        detail::serve_interpreters_module(&parts_.interpreters);
        tried = true;
        start_interpreter(python);
    } catch (const std::exception& error) {
        if (tried)
            ProcessClaim::spoil(
                "Python could not start in this process, and CPython cannot be started again after that (" +
                std::string(error.what()) + "): correct the cause and start a new process");
        fail(error.what());
        return false;
    }
    parts_.host_signals.python_has_started();
    attach_gate().open();
    parts_.interpreters.python_has_started();
    if (parts_.control.is_quitting()) attach_gate().close();
    if (!program) {
        pass_on_interrupts();
        adopt_interrupt_handler();
    }
    release_queue().begin(parts_.handlers.wake_up());
    if (parts_.session) parts_.session->python_has_started();
    allow_looking();
    parts_.host_signals.note_ours();
    prepare_namespace();
    parts_.handlers.start();
    parts_.assist.python_is_ready();
    return true;
}

// The host may show the sentence and go on without Python, so it gets the descriptors back.
void ScriptThread::fail(const std::string& why) {
    parts_.streams.end();
    std::fprintf(stderr, "%s: %s\n", parts_.options.program_name.c_str(), why.c_str());
    exit_code_.store(1);
    finalised_.store(true);
    parts_.supervisor.python_has_failed();
    parts_.events.post(EngineFailed{why});
    parts_.control.fail(why);  // before what waits is dropped, so that it learns why
    parts_.timers.close();
    parts_.handlers.close();
    parts_.assist.refuse();
}

void ScriptThread::prepare_namespace() {
    const EngineOptions& options = parts_.options;
    const bool console = parts_.has_console();
    // A thread beside a busy one then gets the GIL after 0.65 ms instead of 5.2. Without a console python3's rule
    // holds.
    if (console) set_switch_interval(0.0005);
    bool ready = parts_.runner.prepare(options.start_code) && guard_host_descriptors() &&
                 install_import_hooks(options.capture_output, console, console ? &parts_.loop : nullptr) &&
                 parts_.streams.install();
    offer_timer_module(parts_.timers);
    if (parts_.program) ready = ready && forget_closed_streams();
    else ready = ready && replace_default_interrupt() && set_prompts();
    if (console) ready = ready && parts_.execution.watch_surroundings();
    if (!ready) parts_.reports.print_traceback("starting Python");
    for (const Extension& extension : options.extensions) {
        PyRef module = PyRef::steal(translate_exceptions([&] { return extension.create(engine_); }));
        if (!module || PyDict_SetItemString(PyImport_GetModuleDict(), extension.name.c_str(), module.get()) != 0)
            parts_.reports.print_traceback("module " + extension.name);
    }
}

// The one-shot timers of a script hold the program as threading.Timer does; a console in a terminal ends at once.
void ScriptThread::run_program() {
    exit_code_.store(parts_.program->run());
    if (parts_.timers.finish_script(!parts_.has_console())) return;
    exit_code_.store(parts_.program->end_by_pending_error());
}

void ScriptThread::serve_runs() {
    ready_.store(true);
    parts_.events.post(
        EngineReady{python_version(), python_library(), text_of_sys("executable"), text_of_sys("prefix")});
    parts_.execution.report_session_problem();
    RunControl& control = parts_.control;
    RunQueue& runs = parts_.runs;
    if (!control.is_quitting()) parts_.execution.execute_start_code();
    parts_.runner.namespaces().main().remember_start();
    watch_module_files();
    while (!control.is_quitting()) {
        while (const auto run = control.is_quitting() ? nullptr : runs.try_take()) parts_.execution.execute(run);
        release_queue().drain();
        thread_states().free_ended();
        if (control.is_quitting()) return;
        const unsigned quit_signals = quit_signal_count();
        if (parts_.loop.serve_until_readable(runs.wake_up().descriptor())) runs.wake_up().clear();
        else if (!PyErr_Occurred() && !without_gil([&] { return runs.wake_up().wait(); }) && !control.is_quitting() &&
                 quit_signal_count() == quit_signals)  // SIGTERM has no handler in Python: Quit would stop an empty run
            parts_.execution.execute_signal_handlers();
        if (PyErr_Occurred()) parts_.reports.print_traceback("the event loop");
        if (PyErr_CheckSignals() != 0)
            parts_.reports.print_traceback("signal handler");  // a signal that came in the host's own code
    }
}

// The interpreter cannot end under a thread that is still in it, whether ours or the script's.
bool ScriptThread::finalise() {
    const bool headless = parts_.program != nullptr;
    if (!headless) parts_.calls->close_native();  // threads may wait for it. Headless, it ends in its own time
    parts_.assist.close();
    parts_.streams.speak_to_terminal();
    parts_.loop.shut_down(headless ? 2.0 : 0.4);  // time for the `finally` of asyncio tasks; Quit must be over soon
    if (PyErr_Occurred()) parts_.reports.print_traceback("the event loop");
    attach_gate().close();
    // As python3 does, before it ends interpreters.
    if (headless && parts_.interpreters.is_running() && loaded_module("threading") &&
        !call_imported("threading", "_shutdown"))
        PyErr_Clear();
    parts_.interpreters.begin_end();
    const auto limit = quit_deadline_.load();
    const auto deadline = limit != Clock::time_point{} ? limit : Clock::now() + to_duration(2.0);
    if (!end_python_threads(deadline)) {
        flush_standard_streams();
        return leave_python(deadline);
    }
    const auto for_the_host = Clock::now() + (deadline - Clock::now()) * 3 / 4;  // the rest is for exit functions
    const bool host_has_left = without_gil([&] { return attach_gate().wait_until_empty(for_the_host); });
    const bool interpreters_have_ended = without_gil([&] { return parts_.interpreters.end_until(for_the_host); });
    if (!host_has_left || !interpreters_have_ended || !end_interpreters() ||
        (!headless && !other_threads_end(deadline))) {
        // Py_FinalizeEx, which calls the exit functions, is left out.
        if (!call_imported("atexit", "_run_exitfuncs")) parts_.reports.print_traceback("an exit function");
        flush_standard_streams();
        return leave_python(deadline);
    }
    thread_states().free_ended();
    release_queue().drain();
    parts_.runner.release();
    parts_.loop.release();
    parts_.execution.release();
    release_queue().end();
    forbid_looking();
    if (!headless) end_interval_timers();
    ProcessClaim::note_loaded_modules();
    parts_.host_signals.python_ends();
    attach_gate().begin_end();
    const int status = Py_FinalizeEx();  // headless, it waits for exit functions and non-daemon threads without limit
    attach_gate().end();
    detail::serve_interpreters_module(nullptr);
    if (headless && status != 0) exit_code_.store(120);  // a flush of the streams failed
    return true;
}

// This thread ends with the GIL, so no thread of the script runs on while the host ends the process. A thread of the
// host that still waits for the GIL gets it instead: the host may join that thread.
bool ScriptThread::leave_python(Clock::time_point deadline) {
    if (!without_gil([&] { return attach_gate().wait_until_empty(deadline); })) PyEval_SaveThread();
    return false;
}

// A thread whose wait was ended by Quit, that for an answer of the user or for a sub-interpreter for example, gets half
// of the time that is left for its own end. What it does on a busy machine then takes as long as it takes.
bool ScriptThread::other_threads_end(Clock::time_point deadline) {
    using Others = ThreadStates::Others;
    const auto now = Clock::now(), last = now + (deadline - now) / 2,
               moment = std::min(now + to_duration(moment_seconds), last);
    for (;;) {
        const Others others = thread_states().others();
        if (others == Others::idle) return true;
        if (Clock::now() >= (others == Others::ended ? last : moment)) return false;
        without_gil([] { poll(nullptr, 0, look_ms); });
    }
}

bool ScriptThread::end_python_threads(Clock::time_point deadline) {
    parts_.timers.close();
    return parts_.handlers.finish_until(deadline) & parts_.assist.finish_until(deadline);  // ask both
}

}  // namespace gimbal::console
