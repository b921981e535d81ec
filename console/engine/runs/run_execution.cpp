// One run from its start event to its end event.
#include "engine/engine_state.h"

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "engine/python/interpreter.h"
#include "engine/python/release_queue.h"
#include "engine/python/uncaught.h"

namespace gimbal::console {

namespace {
RunState state_after(bool raised, bool interrupted, const Traceback& error) {
    if (!raised || (error.is_system_exit && error.exit_code == 0)) return RunState::done;
    return interrupted ? RunState::interrupted : RunState::failed;
}

// What `pdb.pm()` looks at. The frames live on until the next error, as in python3.
void remember_last_error(PyObject* exception) {
    PyRef traceback = PyRef::steal(PyException_GetTraceback(exception));
    PySys_SetObject("last_exc", exception);
    PySys_SetObject("last_type", reinterpret_cast<PyObject*>(Py_TYPE(exception)));
    PySys_SetObject("last_value", exception);
    PySys_SetObject("last_traceback", traceback ? traceback.get() : Py_None);
}
}  // namespace

// SIGINT is let in between open() and close() only: the hooks and the traceback are the host's own.
Traceback Engine::State::execute(const std::shared_ptr<Run>& run) {
    const RunInfo info{run->id, run->kind, run->title};
    run->started = Clock::now();
    run->children_before = children_of_program();
    if (session && run->is_kept()) session->run_begins(*run);  // on disk before it can end the process
    output.flush_all();                                        // what was written before belongs to no run
    output.current_run.store(run->id);
    if (!run->is_quiet())
        events.post(RunStarted{run->id, run->kind, run->title, run->console, run->source, run->file_name});
    ensure_interrupt_handler();
    if (!run->is_quiet())
        call_hook([&] {
            if (options.run_began) options.run_began(info);
        });
    surroundings.resume_tracing();
    gate.open(run->id);
    if (run->stop_requested.load())
        PyErr_SetNone(PyExc_KeyboardInterrupt);  // stopped before the gate was open to the signal
    else runner.run(*run);
    end_if_forked_child();  // a fork of the script's came back out of its code
    output.flush_all();     // an open line comes before the traceback
    surroundings.suspend_tracing();
    gate.close();
    const std::string mended = surroundings.restore();  // first: showing an error needs import and builtins too
    PyRef exception = take_exception();
    const bool raised = static_cast<bool>(exception);
    const bool interrupted = raised && PyErr_GivenExceptionMatches(exception.get(), PyExc_KeyboardInterrupt);
    if (raised && !PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit)) remember_last_error(exception.get());
    const Traceback error = report(*run, std::move(exception));
    runner.give_back_hooks();  // a script file's own, which its error was still shown by
    const RunState state = state_after(raised, interrupted, error);
    if (!run->is_quiet())
        call_hook([&] {
            if (options.run_ended) options.run_ended(info, state);
        });
    show_end(*run, error);
    if (session && run->is_kept()) session->run_ended(*run, state);
    tell_session_problem();
    tell_mended(*run, mended + surroundings.hidden_output());
    run->callable = {};
    release_queue().drain();
    output.flush_all();  // what hooks and finalisers wrote
    output.current_run.store(0);
    runs.finish(run);
    if (!run->is_quiet()) events.post(RunEnded{run->id, state, seconds_since(run->started), error});
    return error;
}

// An exception's __str__ and a script's sys.excepthook are user code and may never end, so the gate is open to a Stop
// that is pressed while they go on. The Stop that ended the run itself is over: StopLadder leaves a report alone for
// its first half second.
Traceback Engine::State::report(Run& run, PyRef exception) {
    if (!exception) return {};
    run.reporting_since.store(steady_seconds());
    gate.open(run.id);
    const bool shown = !PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit) &&
                       call_excepthook(exception.get());
    Traceback error = describe(std::move(exception));
    if (shown) error.text.clear();
    PyErr_Clear();
    gate.close();
    run.reporting_since.store(0);
    return error;
}

// The host's word at the border of a run; what it raises is shown and changes nothing.
void Engine::State::call_hook(const std::function<void()>& hook) {
    if (left_behind.load()) return;
    PendingError kept;
    guarded(hook);
    if (PyErr_Occurred()) print_traceback("the host's run hook");
}

void Engine::State::tell_session_problem() {
    const std::string problem = session ? session->take_problem() : "";
    if (problem.empty()) return;
    if (options.capture_output) output.write(0, Stream::host, problem);
    else PySys_FormatStderr("gimbal: %s", problem.c_str());
}

void Engine::State::tell_mended(const Run& run, const std::string& mended) {
    if (mended.empty()) return;
    if (options.capture_output) output.write(run.id, Stream::host, mended);
    else write_to_stderr("gimbal: " + mended);
}

void Engine::State::show_end(const Run& run, const Traceback& error) {
    if (!options.capture_output) {
        flush_streams();  // what the cell printed comes before its traceback
        if (!error.is_system_exit)
            write_to_stderr(error.text);  // at the terminal exit() ends the program, with its words
        return;
    }
    if (!error.text.empty()) output.write(run.id, Stream::err, error.text);
    if (error.is_system_exit)
        output.write(run.id, Stream::host, "exit() ended this run only; Ctrl-Q or File > Quit ends the program\n");
}

}  // namespace gimbal::console
