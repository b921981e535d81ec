// gimbal.UndoStep and gimbal.Transaction: what `with gimbal.undo_step(name)` and `with gimbal.transaction(name)` enter.
#include "api/module/binding/handle.h"
#include "api/module/binding/rows.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "api/module/binding/convert.h"
#include "api/module/binding/exports.h"
#include "api/module/binding/own_steps.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Document;

// It keeps no pointer to the module, because it may be destroyed while the module is.
struct Step {
    PyObject_HEAD Document* document;  // document and host outlive the interpreter
    Host* host;
    PyObject* name;           // str
    PyObject* context_token;  // of the ContextVar, while a transaction is open
    document::StepToken token;
    unsigned long thread;  // that has entered it
    enum { is_new, is_open, is_over } state;
    bool is_transaction;
};
Step& step_of(PyObject* self) { return *reinterpret_cast<Step*>(self); }

// "the transaction 'Clean up'"
std::string title_of(const Step& step) {
    return (step.is_transaction ? "the transaction '" : "the undo step '") + to_text(step.name, "name") + "'";
}

PyRef new_step(const Call& call, const std::string& name, TypeId type) {
    if (name.empty()) throw std::invalid_argument("the name of an undo step cannot be empty");
    PyRef self = PyRef::steal(new_instance(call.module, type));
    Step& step = step_of(self.get());
    step.document = &call.module.document;
    step.host = call.module.context.host;
    step.name = from_text(name);
    step.is_transaction = type == TypeId::transaction;
    return self;
}

PyRef undo_step(const Call& call, std::string name) { return new_step(call, name, TypeId::undo_step); }
PyRef transaction(const Call& call, std::string name) { return new_step(call, name, TypeId::transaction); }

void warn(const Step& step, const std::string& text) { step.host->notify(text, NoteLevel::warning); }

// What was written through buffers before the block, or in it.
void publish_writes(const Call& call) {
    if (step_of(call.self).is_transaction) return call.module.exports->sync_all();
    if (const std::string rejected = call.module.exports->try_sync_all(); !rejected.empty())
        warn(step_of(call.self), rejected);
}

PyObject* enter(const Call& call) {
    Step& step = step_of(call.self);
    if (step.state != Step::is_new)
        throw std::runtime_error(title_of(step) + " was entered already: make a new one for each with statement");
    publish_writes(call);
    step.token = step.document->open_step({.name = to_text(step.name, "name"),
                                           .transaction = step.is_transaction,
                                           .of_run = call.module.script.in_run(),
                                           .cuts = call.module.script.cuts_run(),
                                           .own_steps = own_steps});
    step.state = Step::is_open;
    step.thread = PyThread_get_thread_ident();
    if (!step.is_transaction) return Py_NewRef(call.self);
    const PyRef token = PyRef::steal(PyLong_FromUnsignedLongLong(step.token));
    PyObject* variable = call.module.transaction_of_context.get();
    step.context_token = token && variable ? PyContextVar_Set(variable, token.get()) : nullptr;
    if (step.context_token) return Py_NewRef(call.self);
    step.document->close_step(step.token);
    step.state = Step::is_over;
    throw console::PythonErrorSet();
}

// The block may be left in another context than it was entered in, by a generator that asyncio closes. The variable
// then keeps a token of no open transaction, which means none.
void leave_context(const Call& call, Step& step) {
    const PyRef token = PyRef::steal(std::exchange(step.context_token, nullptr));
    PyObject* variable = call.module.transaction_of_context.get();
    if (token && variable && PyContextVar_Reset(variable, token.get()) < 0) PyErr_Clear();
}

std::string list_of(const std::vector<std::string>& names) {
    constexpr std::size_t most = 8;
    std::string list;
    for (std::size_t i = 0; i < names.size() && i < most; ++i) list += (i ? ", '" : "'") + names[i] + "'";
    return names.size() > most ? list + " and " + std::to_string(names.size() - most) + " more" : list;
}

// False: the step was closed before.
bool roll_back(const Call& call, bool closes) {
    const Step& step = step_of(call.self);
    const Document::RolledBack done = step.document->roll_back(step.token, closes);
    call.module.exports->detach(done.detached);
    if (!done.lost.empty())
        warn(step, title_of(step) + " was rolled back, and with it what others have edited of its objects " +
                       list_of(done.lost));
    return done.was_open;
}

// A transaction keeps all or nothing, so a write that the document rejects rolls it back.
bool keep(const Call& call) {
    const Step& step = step_of(call.self);
    try {
        publish_writes(call);
    } catch (...) {
        roll_back(call, true);
        throw;
    }
    return step.document->close_step(step.token);
}

// An exception that leaves the block goes on, so another error is then only a note.
void report(const Step& step, const std::string& problem, bool raised) {
    if (!raised) throw std::runtime_error(problem);
    warn(step, problem);
}

PyObject* leave(const Call& call) {
    const auto [type, value, traceback] = take(call, "__exit__", {"exc_type", "exc_value", "traceback"});
    Step& step = step_of(call.self);
    if (step.state == Step::is_new)
        throw std::runtime_error(title_of(step) + " was left before it was entered: use it in a with statement");
    if (step.state == Step::is_over)
        throw std::runtime_error(title_of(step) + " was left already: make a new one for each with statement");
    const bool raised = type && type != Py_None;
    step.state = Step::is_over;
    if (step.is_transaction) leave_context(call, step);
    const bool was_open = step.is_transaction && raised ? roll_back(call, true) : keep(call);
    if (!was_open)
        report(step,
               title_of(step) + " was closed at the end of its run, which has kept its edits: "
                                "leave its with block before the run ends",
               raised);
    else if (step.thread != PyThread_get_thread_ident())
        report(step,
               title_of(step) + " was left on another thread than it was entered on. It is closed now: "
                                "use it in a with statement of one thread",
               raised);
    return from_bool(false);
}

const Step& open_transaction(const Call& call, const char* function) {
    const Step& step = step_of(call.self);
    if (step.state != Step::is_open)
        throw std::runtime_error(std::string(function) + "() works inside the with block of " + title_of(step));
    return step;
}

PyObject* names_list(const std::vector<std::string>& names) { return new_list(names, from_text); }

PyObject* changes(const Call& call) {
    const Step& step = open_transaction(call, "changes");
    call.module.exports->sync_all();
    document::SceneChanges found;
    {
        Unlocked unlocked;
        found = step.document->changes_since(step.token);
    }
    std::vector<std::string> renamed;
    for (const auto& [before, after] : found.renamed) renamed.push_back(after);
    PyRef record = PyRef::steal(checked(PyStructSequence_New(live_type(call.module, TypeId::changes))));
    PyObject* const fields[] = {
        names_list(found.added),        names_list(found.removed),          names_list(renamed),
        names_list(found.moved),        names_list(found.recoloured),       names_list(found.shown_or_hidden),
        names_list(found.mesh_changed), from_bool(found.selection_changed), from_text(found.sentence())};
    for (Py_ssize_t i = 0; i < std::ssize(fields); ++i) PyStructSequence_SetItem(record.get(), i, fields[i]);
    return record.release();
}

PyObject* roll_back_now(const Call& call) {
    open_transaction(call, "rollback");
    roll_back(call, false);
    return none();
}

PyObject* get_name(PyObject* self) { return Py_NewRef(step_of(self).name); }

PyObject* represent(PyObject* self) noexcept {
    static constexpr const char* states[] = {"not entered", "open", "left"};
    return PyUnicode_FromFormat("<gimbal.%s(%R), %s>", step_of(self).is_transaction ? "transaction" : "undo_step",
                                step_of(self).name, states[step_of(self).state]);
}

int traverse(PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(step_of(self).name);
    Py_VISIT(step_of(self).context_token);
    return traverse_type(self, visit, arg);
}

// An open step refuses undo, so one that nobody can leave any more must not stay open.
void close_dropped(Step& step) noexcept try {
    if (step.state != Step::is_open || !step.document->close_step(step.token)) return;
    warn(step,
         title_of(step) + " was still open when its last reference went, and is closed: use it in a with statement");
} catch (...) { PyErr_Clear(); }  // no memory for the message

void dealloc(PyObject* self) {
    PyObject_GC_UnTrack(self);
    close_dropped(step_of(self));
    Py_CLEAR(step_of(self).context_token);
    Py_CLEAR(step_of(self).name);
    free_plain(self);
}

constexpr const char* undo_step_doc = R"(Make the edits of a `with` block one undo step with this name.

    with gimbal.undo_step("Clean up"):
        ...

The step is separate from the rest of the run, which it cuts in two. A block inside another one belongs to the outer
one. If an exception leaves the block, what it has edited so far is the step, and the exception goes on. What another
thread or the user in the window edits meanwhile belongs to the step. In an event handler or a timer of the program, the
step is separate only if no run is open; otherwise it belongs to the run. What numpy arrays have written is published
when the block begins and when it ends.)";

constexpr const char* transaction_doc = R"(As undo_step(), and an exception that leaves the block rolls back its edits.

    with gimbal.transaction("Import") as t:
        ...
        print(t.changes())

That holds for every exception, also for KeyboardInterrupt by Stop, SystemExit and CancelledError, which then goes on.
The document is as before the block: objects with their handles, names, meshes, the selection, and what can be undone
and redone. The camera is not part of undo. If no exception leaves the block, it is one undo step.

The edits of the block are those of the code that it calls, of asyncio tasks and asyncio.to_thread() calls that it
starts, and of native work that it starts. What other threads or the user in the window edit meanwhile is kept by a
rollback, as a step. A warning names the objects that the block had added and others have edited, because they are gone.

numpy does not tell who has written. So a rollback gives all arrays of the scene's vertices the numbers that the
document had before the block. An array that was made in the block and has another number of vertices keeps its
numbers, and no longer belongs to its object.

Loading or making another scene inside the block raises RuntimeError, because it could not be taken back.)";

constexpr const char* exit_doc = "__exit__($self, exc_type=None, exc_value=None, traceback=None, /)\n--\n\n"
                                 "Leave the block. Returns False, so an exception goes on.";

PyGetSetDef step_attributes[] = {
    attribute<get_name>("name", "The name of the step in the undo stack (str)."),
    {},
};
PyMethodDef step_methods[] = {
    plain_method<enter, gil::keeps>("__enter__", "__enter__($self, /)\n--\n\nOpen the undo step."),
    method<leave, gil::keeps>("__exit__", exit_doc),
    {},
};
PyMethodDef transaction_methods[] = {
    plain_method<enter, gil::keeps>("__enter__", "__enter__($self, /)\n--\n\nOpen the transaction."),
    method<leave, gil::keeps>("__exit__", exit_doc),
    plain_method<changes, gil::releases>(
        "changes", "changes($self, /)\n--\n\nWhat differs from the scene before the block. No mesh is copied.\n\n"
                   "It includes what others have edited since the block began.\n\nReturns\n-------\n"
                   "gimbal.Changes : lists of names; str() of it is a sentence, and it is false if nothing differs\n\n"
                   "Raises\n------\nRuntimeError : the block has not begun, or is over\n"
                   "ValueError : an array holds a coordinate that is not finite"),
    plain_method<roll_back_now, gil::keeps>(
        "rollback",
        "rollback($self, /)\n--\n\nTake back what the block has edited so far, and go on with the block.\n\n"
        "Work that the block has started with a function ..._async() and that has not ended is not taken back.\n\n"
        "Raises\n------\nRuntimeError : the block has not begun, or is over"),
    {},
};

PyObject* make_type(PyObject* module, const char* name, const char* doc, PyMethodDef* methods) {
    return new_type(module, name, sizeof(Step), doc,
                    {slot(Py_tp_traverse, traverse), slot(Py_tp_dealloc, dealloc), slot(Py_tp_repr, represent),
                     slot(Py_tp_getset, step_attributes), slot(Py_tp_methods, methods)});
}

}  // namespace

void add_undo_rows(bind::Module& rows) {
    rows.function<gil::keeps>(
        "undo_step", in_module(undo_step), undo_step_doc, arg("name", "what the undo stack shows"),
        bind::returns("A gimbal.UndoStep, for one with statement."),
        bind::raises("RuntimeError", "it is entered or left twice, or left on another thread than it was entered on"),
        bind::raises("ValueError", "the name is empty"));
    rows.function<gil::keeps>(
        "transaction", in_module(transaction), transaction_doc, arg("name", "what the undo stack shows"),
        bind::returns("A gimbal.Transaction, with changes() and rollback()."),
        bind::raises("ValueError", "when the block begins or ends, an array holds a coordinate that is not finite; at "
                                   "the end, all is rolled back"),
        bind::raises("RuntimeError", "as for undo_step()"));
}

PyObject* make_undo_step_type(PyObject* module, const ModuleState&) {
    return make_type(module, "gimbal.UndoStep", "What gimbal.undo_step() returns: one undo step for a `with` block.",
                     step_methods);
}

PyObject* make_transaction_type(PyObject* module, const ModuleState&) {
    return make_type(module, "gimbal.Transaction",
                     "What gimbal.transaction() returns: one undo step for a `with` block, or nothing if it fails.",
                     transaction_methods);
}

PyStructSequence_Desc* changes_desc() {
    static PyStructSequence_Field fields[] = {
        {"added", "names of added objects (list of str)"},
        {"removed", "names of removed objects (list of str)"},
        {"renamed", "the new names of renamed objects (list of str)"},
        {"moved", "names of objects with another location, rotation or scale (list of str)"},
        {"recoloured", "names of objects with another colour, or other colours of vertices (list of str)"},
        {"shown_or_hidden", "names of objects whose visibility differs (list of str)"},
        {"mesh_changed", "names of objects with other vertices, triangles or lines (list of str)"},
        {"selection_changed", "the selection differs (bool)"},
        {"summary", "all of it as a sentence (str)"},
        {nullptr, nullptr},
    };
    static PyStructSequence_Desc description{
        "gimbal.Changes",
        "What a transaction has changed so far; the result of Transaction.changes(). It is false if nothing differs.",
        fields, 9};
    return &description;
}

PyObject* changes_text(PyObject* self, PyObject*) {
    constexpr Py_ssize_t summary = 8;
    return Py_NewRef(PyStructSequence_GetItem(self, summary));
}

PyObject* changes_truth(PyObject* self, PyObject*) {
    constexpr Py_ssize_t lists = 7;
    bool differs = PyStructSequence_GetItem(self, lists) == Py_True;
    for (Py_ssize_t i = 0; i < lists; ++i) differs |= PyList_GET_SIZE(PyStructSequence_GetItem(self, i)) > 0;
    return from_bool(differs);
}

}  // namespace gimbal::module
