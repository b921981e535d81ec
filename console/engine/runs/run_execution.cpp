#include "engine/runs/run_execution.h"

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "base/platform/child_processes.h"
#include "engine/interpreter/interpreter.h"
#include "engine/python/imported.h"
#include "engine/python/uncaught.h"
#include "engine/values/release_queue.h"

namespace gimbal::console {

namespace {
RunState state_after(bool raised, bool interrupted, const Traceback& error) {
    if (!raised || (error.is_system_exit && error.exit_code == 0)) return RunState::done;
    return interrupted ? RunState::interrupted : RunState::failed;
}

RunState state_of_pending_error() {
    if (!PyErr_Occurred()) return RunState::done;
    return PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) ? RunState::interrupted : RunState::failed;
}

// `pdb.pm()` reads these. The frames live on until the next error, as in python3.
void remember_last_error(PyObject* exception) {
    PyRef traceback = PyRef::steal(PyException_GetTraceback(exception));
#if PY_VERSION_HEX >= 0x030C0000  // before, nothing would clear it at the end, and it keeps the namespace alive
    PySys_SetObject("last_exc", exception);
#endif
    PySys_SetObject("last_type", type_of(exception));
    PySys_SetObject("last_value", exception);
    PySys_SetObject("last_traceback", traceback ? traceback.get() : Py_None);
}
}  // namespace

// The gate lets SIGINT in only between open() and close(), because hooks and tracebacks are the host's own code.
Traceback RunExecution::execute(const std::shared_ptr<Run>& run) {
    GIMBAL_ON(script);
    run->started = Clock::now();
    run->children_before = children_of_program();
    if (session_ && run->is_kept()) session_->run_begins(*run);  // on disk before the run can end the process
    output_.flush_all();                                         // earlier text belongs to no run
    output_.current_run.store(run->id);
    if (!run->is_quiet()) events_.post(RunStarted{run->queued()});
    ensure_interrupt_handler();
    call_hook(options_.run_began, *run);
    surroundings_.resume_tracing();
    gate_.open(run->id);
    if (run->stop_requested.load()) PyErr_SetNone(PyExc_KeyboardInterrupt);  // stopped before the gate was open
    else guarded([&] { runner_.run(*run); });  // a C++ exception, such as one of no memory, ends only this run
    end_if_forked_child();                     // a child forked by the script has returned from the script's code
    output_.flush_all();                       // an open line comes before the traceback
    surroundings_.suspend_tracing();
    gate_.close();
    const std::string mended = surroundings_.restore();  // first, because showing an error needs import and builtins
    PyRef exception = take_exception();
    const bool raised = static_cast<bool>(exception);
    const bool interrupted = raised && PyErr_GivenExceptionMatches(exception.get(), PyExc_KeyboardInterrupt);
    const bool is_shown = run->shows_errors();
    if (raised && is_shown && !PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit))
        remember_last_error(exception.get());
    const Traceback error = format_error(*run, std::move(exception));
    runner_.give_back_hooks();  // after the error, which is shown by a script file's own excepthook
    const RunState state = state_after(raised, interrupted, error);
    call_hook(options_.run_ended, *run, state);
    if (is_shown) reports_.run_ended(run->id, error);
    if (session_ && run->is_kept()) session_->run_ended(*run, state);
    report_session_problem();
    reports_.line(run->id, mended + surroundings_.hidden_output());
    run->callable = {};
    release_queue().drain();
    output_.end_run();  // text of hooks and finalisers
    output_.current_run.store(0);
    run->has_ended.store(true);
    // Before finish(): a thread that finds the engine idle can take the event.
    if (!run->is_quiet()) events_.post(RunEnded{run->id, state, seconds_since(run->started), error});
    runs_.finish(run);
    if (run->work) run->work->ended(error);  // last: who waits for it finds the run over and its undo step closed
    return error;
}

void RunExecution::execute_program(const std::shared_ptr<Run>& run, const std::function<void()>& body) {
    GIMBAL_ON(script);
    runs_.adopt(run);
    if (session_) session_->run_begins(*run);
    output_.current_run.store(run->id);
    call_hook(options_.run_began, *run);
    gate_.open(run->id);
    guarded(body);
    end_if_forked_child();
    gate_.close();
    const RunState ended = state_of_pending_error();
    call_hook(options_.run_ended, *run, ended);
    if (session_) session_->run_ended(*run, ended);
    {
        PendingError kept;
        report_session_problem();
    }
    output_.current_run.store(0);
    runs_.finish(run);
}

std::shared_ptr<Run> RunExecution::own_run(Run::Body body, std::string title) {
    auto run = std::make_shared<Run>();
    run->body = body;
    run->title = std::move(title);
    return run;
}

void RunExecution::execute_start_code() {
    GIMBAL_ON(script);
    if (options_.start_code.empty()) return;
    const auto run = own_run(Run::Body::start_code, "<start>");
    run->file_name = run->title;
    run->source = options_.start_code;
    runs_.adopt(run);
    execute(run);
}

// A signal handler of a script that has ended, of an alarm for example, is user code. As a run it can be seen, stopped
// and undone.
void RunExecution::execute_signal_handlers() {
    GIMBAL_ON(script);
    const auto run = own_run(Run::Body::signals, "signal handler");
    run->kind = RunKind::command;
    runs_.adopt(run);
    execute(run);
}

// An exception's __str__ and a script's sys.excepthook are user code and may never end, so the gate is open meanwhile.
// It does not admit the Stop that has ended the run: StopLadder leaves a report alone for its first half second.
Traceback RunExecution::format_error(Run& run, PyRef exception) {
    if (!exception) return {};
    run.reporting_since.store(steady_seconds());
    gate_.open(run.id);
    const bool shown = run.shows_errors() && !PyErr_GivenExceptionMatches(exception.get(), PyExc_SystemExit) &&
                       call_excepthook(exception.get());
    Traceback error = describe(std::move(exception));
    if (shown) error.text.clear();
    PyErr_Clear();
    gate_.close();
    run.reporting_since.store(0);
    return error;
}

// An error of a hook is shown and changes nothing.
template <class Hook, class... State>
void RunExecution::call_hook(const Hook& hook, const Run& run, State... state) {
    if (!hook || run.is_quiet() || left_behind_.load()) return;
    PendingError kept;
    guarded([&] { hook({run.id, run.kind, run.title}, state...); });
    if (PyErr_Occurred()) reports_.print_traceback("the host's run hook");
}

void RunExecution::report_session_problem() {
    GIMBAL_ON(script);
    if (session_) reports_.line(0, session_->take_problem());
}

}  // namespace gimbal::console
