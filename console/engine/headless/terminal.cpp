// The console in a terminal: gimbal_console.runtime.terminal reads and shows; each cell is a run with the host's hooks.
#include "engine/engine_state.h"

#include "gimbal/console/python/errors.h"
#include "gimbal/console/python/forked_child.h"
#include "engine/output/display_hook.h"
#include "engine/python/interpreter.h"
#include "engine/python/uncaught.h"
#include "engine/runs/prompt_tasks.h"
#include "engine/stop/terminal_interrupt.h"

namespace gimbal::console {

namespace {
RunState state_of_pending_error() {
    if (!PyErr_Occurred()) return RunState::done;
    return PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) ? RunState::interrupted : RunState::failed;
}
}  // namespace

// run_cell(source): raises nothing but the cell's SystemExit, which ends the program here.
PyObject* Engine::State::run_terminal_cell(PyObject* capsule, PyObject* source) {
    auto* state = static_cast<State*>(PyCapsule_GetPointer(capsule, nullptr));
    const char* text = state ? PyUnicode_AsUTF8(source) : nullptr;
    if (!text) return nullptr;
    auto run = std::make_shared<Run>();
    run->id = state->runs.next_id();
    run->source = text;
    run->title = run->source.substr(0, run->source.find('\n'));
    run->file_name = state->runs.next_cell_name();
    run->started = Clock::now();
    state->runs.adopt(run);
    const Traceback error = state->execute(run);
    if (!error.is_system_exit) Py_RETURN_NONE;
    PyRef code = PyRef::steal(
        error.text.empty()
            ? PyLong_FromLong(error.exit_code)
            : PyUnicode_DecodeUTF8(error.text.data(), static_cast<Py_ssize_t>(error.text.size()) - 1, "replace"));
    if (code) PyErr_SetObject(PyExc_SystemExit, code.get());
    return nullptr;
}

PyObject* Engine::State::let_terminal_interrupt(PyObject*, PyObject* in) {
    const bool begins = PyObject_IsTrue(in) == 1;
    if (!begins) let_interrupts_in(false);
    note_prompt(begins);
    if (begins) let_interrupts_in(true);
    else InterruptGate::absorb();  // a second one for the same Ctrl-C
    Py_RETURN_NONE;
}

PyObject* Engine::State::show_terminal_error(PyObject*, PyObject* exception) {
    print_uncaught(PyRef::borrow(exception));
    Py_RETURN_NONE;
}

void Engine::State::run_terminal() {
    let_interrupts_in(false);
    watch_terminal_interrupts(supervisor.woken());
    adopt_interrupt_handler();
    run_start_code();
    PyRef hook = PyRef::steal(make_display_hook(terminal_results));
    if (!hook || PySys_SetObject("displayhook", hook.get()) != 0) return;
    static PyMethodDef cell = {"run_cell", run_terminal_cell, METH_O, "Run one cell in the console's namespace."};
    static PyMethodDef let_in = {"let_interrupts_in", let_terminal_interrupt, METH_O,
                                 "Whether Ctrl-C may strike: at the prompt."};
    static PyMethodDef show = {"show_error", show_terminal_error, METH_O, "As the error of a cell is shown."};
    PyRef capsule = PyRef::steal(PyCapsule_New(this, nullptr, nullptr));
    PyRef run_cell = capsule ? PyRef::steal(PyCFunction_New(&cell, capsule.get())) : PyRef{};
    PyRef let = PyRef::steal(PyCFunction_New(&let_in, nullptr));
    PyRef show_error = PyRef::steal(PyCFunction_New(&show, nullptr));
    PyRef module = run_cell && let && show_error
                       ? PyRef::steal(PyImport_ImportModule("gimbal_console.runtime.terminal"))
                       : PyRef{};
    const PromptTasks tasks(loop, runs);
    if (module)
        PyRef::steal(PyObject_CallMethod(module.get(), "main", "OOOO", run_cell.get(),
                                         runner.namespaces().main().names(), let.get(), show_error.get()));
    forget_terminal_interrupts();
    let_interrupts_in(true);  // atexit functions and threads that are waited for: python3's rules
}

// Headless: the error stays set, since python3's rules and not the console's decide what becomes of it.
void Engine::State::execute_with_hooks(const Run& run, const std::function<void()>& body) {
    const RunInfo info{run.id, run.kind, run.title};
    if (session) session->run_begins(run);
    output.current_run.store(run.id);
    call_hook([&] {
        if (options.run_began) options.run_began(info);
    });
    gate.open(run.id);
    body();
    end_if_forked_child();
    gate.close();
    const RunState ended = state_of_pending_error();
    call_hook([&] {
        if (options.run_ended) options.run_ended(info, ended);
    });
    if (session) session->run_ended(run, ended);
    {
        PendingError kept;
        tell_session_problem();
    }
    output.current_run.store(0);
}

}  // namespace gimbal::console
