// The console in a terminal: gimbal_console.terminal reads and shows; each cell is a run with the host's hooks.
#include "console/engine/engine_state.h"

#include "console/engine/display_hook.h"
#include "console/engine/errors.h"
#include "console/engine/forked_child.h"

namespace gimbal::console {

namespace {
RunState state_of_pending_error() {
    if (!PyErr_Occurred()) return RunState::done;
    return PyErr_ExceptionMatches(PyExc_KeyboardInterrupt) ? RunState::interrupted : RunState::failed;
}
}  // namespace

// run_cell(source): the cell's own exception comes out of it, for the terminal to show.
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
    state->execute_with_hooks(*run);
    state->runs.finish(run);
    if (PyErr_Occurred()) return nullptr;
    Py_RETURN_NONE;
}

void Engine::State::run_terminal() {
    run_start_code();
    PyRef hook = PyRef::steal(make_display_hook(terminal_results));
    if (!hook || PySys_SetObject("displayhook", hook.get()) != 0) return;
    static PyMethodDef method = {"run_cell", run_terminal_cell, METH_O, "Run one cell in the console's namespace."};
    PyRef capsule = PyRef::steal(PyCapsule_New(this, nullptr, nullptr));
    PyRef run_cell = capsule ? PyRef::steal(PyCFunction_New(&method, capsule.get())) : PyRef{};
    PyRef module = run_cell ? PyRef::steal(PyImport_ImportModule("gimbal_console.terminal")) : PyRef{};
    if (module) PyRef::steal(PyObject_CallMethod(module.get(), "main", "OO", run_cell.get(), runner.console_namespace()));
}

// Headless: the error stays set, since python3's rules and not the console's decide what becomes of it.
void Engine::State::execute_with_hooks(const Run& run) { execute_with_hooks(run, [&] { runner.run(run); }); }

void Engine::State::execute_with_hooks(const Run& run, const std::function<void()>& body) {
    const RunInfo info{run.id, run.kind, run.title};
    if (session) session->run_begins(run);
    output.current_run.store(run.id);
    call_hook([&] { if (options.run_began) options.run_began(info); });
    gate.open(run.id);
    body();
    end_if_forked_child();
    gate.close();
    const RunState ended = state_of_pending_error();
    call_hook([&] { if (options.run_ended) options.run_ended(info, ended); });
    if (session) session->run_ended(run, ended);
    {
        PendingError kept;
        tell_session_problem();
    }
    output.current_run.store(0);
}

}  // namespace gimbal::console
