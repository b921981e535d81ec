#include "engine/headless/terminal_console.h"

#include "gimbal/console/python/errors.h"
#include "base/platform/signals.h"
#include "engine/interpreter/interpreter.h"
#include "engine/output/display_hook.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/uncaught.h"
#include "engine/python/wrapped_function.h"
#include "engine/runs/prompt_tasks.h"
#include "engine/stop/terminal_interrupt.h"

namespace gimbal::console {

namespace {
PyObject* set_at_prompt(PyObject*, PyObject* value) {
    const bool at_prompt = PyObject_IsTrue(value) == 1;
    if (!at_prompt) let_interrupts_in(false);
    note_prompt(at_prompt);
    if (at_prompt) let_interrupts_in(true);
    else InterruptGate::absorb();  // a second signal for the same Ctrl-C
    Py_RETURN_NONE;
}

PyObject* show_error(PyObject*, PyObject* exception) {
    print_uncaught(PyRef::borrow(exception));
    Py_RETURN_NONE;
}
}  // namespace

PyObject* TerminalConsole::call_run_cell(PyObject* capsule, PyObject* source) {
    auto* self = static_cast<TerminalConsole*>(PyCapsule_GetPointer(capsule, nullptr));
    Py_ssize_t size = 0;
    const char* text = self ? PyUnicode_AsUTF8AndSize(source, &size) : nullptr;
    if (text) return self->run_cell({text, static_cast<std::size_t>(size)});
    if (!self) return nullptr;
    print_uncaught(take_exception());  // bytes that are not UTF-8 were typed or pasted
    Py_RETURN_NONE;
}

// Raises only the SystemExit of the cell, which ends the program.
PyObject* TerminalConsole::run_cell(std::string source) {
    auto run = std::make_shared<Run>();
    run->source = std::move(source);
    run->title = run->source.substr(0, run->source.find('\n'));
    run->file_name = parts_.runs.next_cell_name();
    parts_.runs.adopt(run);
    const Traceback error = parts_.execution.execute(run);
    if (!error.is_system_exit) Py_RETURN_NONE;
    const std::string_view text = error.text;
    PyRef code = text.empty() ? PyRef::steal(PyLong_FromLong(error.exit_code))
                              : from_utf8(text.substr(0, text.size() - 1));  // without the newline
    if (code) PyErr_SetObject(PyExc_SystemExit, code.get());
    return nullptr;
}

void TerminalConsole::run() {
    GIMBAL_ON(script);
    let_interrupts_in(false);
    watch_terminal_interrupts(parts_.supervisor.woken());
    adopt_interrupt_handler();
    parts_.execution.execute_start_code();
    PyRef hook = make_display_hook(results_);
    if (!hook || PySys_SetObject("displayhook", hook.get()) != 0) return;
    static PyMethodDef cell = {"run_cell", bound<&call_run_cell>, METH_O, "Run one cell in the console's namespace."};
    static PyMethodDef at_prompt = {"let_interrupts_in", set_at_prompt, METH_O,
                                    "Let Ctrl-C raise KeyboardInterrupt, or not. On at the prompt."};
    static PyMethodDef show = {"show_error", bound<&show_error>, METH_O, "Show an exception like the error of a cell."};
    PyRef run_cell = bind_function(cell, this), let_in = bind_function(at_prompt, this),
          show_error = bind_function(show, this);
    const PromptTasks tasks(parts_.loop, parts_.runs);
    if (run_cell && let_in && show_error)
        call_imported("gimbal_console.runtime.terminal", "main", "OOOO", run_cell.get(),
                      parts_.runner.namespaces().main().names(), let_in.get(), show_error.get());
    forget_terminal_interrupts();
    let_interrupts_in(true);  // python3's rules for atexit functions and for threads that are joined at exit
}

}  // namespace gimbal::console
