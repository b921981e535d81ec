// gimbal.undo_stack: the steps that can be undone, oldest first. Each read takes values from the document.
#include "api/module/binding/handle.h"

#include <algorithm>

#include "api/module/binding/convert.h"
#include "api/module/binding/outside_step.h"

namespace gimbal::module {
namespace {

using console::PyRef;
using document::Document;
using document::StepInfo;
using Steps = std::vector<StepInfo>;

constexpr std::int64_t most_steps_at_once = 1000;

PyObject* from_step(ModuleState& module, const StepInfo& step) {
    PyRef record = PyRef::steal(checked(PyStructSequence_New(live_type(module, TypeId::step_info))));
    PyStructSequence_SetItem(record.get(), 0, from_text(step.name));
    PyStructSequence_SetItem(record.get(), 1, checked(PyFloat_FromDouble(step.time)));
    PyStructSequence_SetItem(record.get(), 2, checked(PyLong_FromUnsignedLongLong(step.bytes)));
    PyStructSequence_SetItem(record.get(), 3, from_text(step.run));
    return record.release();
}

PyObject* from_steps(ModuleState& module, const Steps& steps) {
    return new_list(steps, [&](const StepInfo& step) { return from_step(module, step); });
}

Py_ssize_t length(PyObject* self) noexcept {
    try {
        return std::ssize(state_of_type(Py_TYPE(self)).document.undo_steps());
    } catch (...) {
        set_error_from_current_exception(state_of_type(Py_TYPE(self)));
        return -1;
    }
}

PyObject* subscript(PyObject* self, PyObject* key) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return call_body(module, gil::keeps, [&]() -> PyObject* {
        const Steps steps = module.document.undo_steps();
        if (PySlice_Check(key)) {
            const PyRef list = PyRef::steal(from_steps(module, steps));
            return checked(PyObject_GetItem(list.get(), key));
        }
        if (!PyIndex_Check(key))
            raise(PyExc_TypeError, "the undo stack is indexed by int or slice, not by " + text_of(key) +
                                       "; index 0 is the oldest step, and -1 the newest");
        const Py_ssize_t count = std::ssize(steps), given = PyNumber_AsSsize_t(key, PyExc_IndexError);
        if (given == -1 && PyErr_Occurred()) throw console::PythonErrorSet();
        const Py_ssize_t index = given < 0 ? given + count : given;
        if (index < 0 || index >= count)
            raise(PyExc_IndexError, "step " + std::to_string(given) + " is out of range: the undo stack has " +
                                        std::to_string(count) + " steps");
        return from_step(module, steps[static_cast<std::size_t>(index)]);
    });
}

PyObject* iterate(PyObject* self) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return call_body(module, gil::keeps, [&] {
        const PyRef list = PyRef::steal(from_steps(module, module.document.undo_steps()));
        return checked(PyObject_GetIter(list.get()));
    });
}

PyObject* get_undone(PyObject* self) {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return from_steps(module, module.document.redo_steps());
}

PyObject* represent(PyObject* self) noexcept {
    ModuleState& module = state_of_type(Py_TYPE(self));
    return call_body(module, gil::keeps, [&] {
        constexpr std::size_t most_names = 5;
        const Steps steps = module.document.undo_steps();
        const std::size_t undone = module.document.redo_steps().size(),
                          left_out = steps.size() - std::min(steps.size(), most_names);
        std::string text = "<gimbal.undo_stack: " + std::to_string(steps.size()) +
                           (steps.size() == 1 ? " step" : " steps");
        for (std::size_t i = left_out; i < steps.size(); ++i)
            text += (i > left_out ? ", '" : left_out > 0 ? ", … '" : ", '") + steps[i].name + "'";
        if (undone > 0) text += ", " + std::to_string(undone) + " undone";
        return from_text(text + ">");
    });
}

// Undoes or redoes `n` steps, or as many as there are. Returns their number.
PyObject* travel(const Call& call, const char* function, bool (Document::*one)()) {
    const auto [value] = take(call, function, {"n"});
    const std::int64_t wanted = value ? to_integer(value, "n", 1, most_steps_at_once) : 1;
    if (one == &Document::undo) refuse_own_edits(call.module);
    const OutsideStep outside(call.module);
    std::int64_t done = 0;
    while (done < wanted && (call.module.document.*one)()) ++done;
    return checked(PyLong_FromLongLong(done));
}

PyObject* undo(const Call& call) { return travel(call, "undo", &Document::undo); }
PyObject* redo(const Call& call) { return travel(call, "redo", &Document::redo); }

PyObject* undo_run(const Call& call) {
    refuse_own_edits(call.module);
    const OutsideStep outside(call.module);
    Document& document = call.module.document;
    const std::uint64_t run = document.newest_run();
    if (run == 0)
        throw std::runtime_error(document.undo_name().empty() ? "there is nothing to undo"
                                                              : "the newest step, '" + document.undo_name() +
                                                                    "', is of no run: undo() undoes it");
    return checked(PyLong_FromSize_t(document.undo_run(run)));
}

PyGetSetDef attributes[] = {
    attribute<get_undone>("undone", "The steps that redo() would redo (list of gimbal.StepInfo), the next one first."),
    {},
};

PyMethodDef methods[] = {
    method<undo, gil::keeps>(
        "undo",
        "undo($self, /, n=1)\n--\n\nUndo the newest steps.\n\nParameters\n----------\n"
        "n : int, 1 to 1000\n\nReturns\n-------\nint, how many steps were undone; fewer than n if there were no "
        "more\n\n"
        "Raises\n------\nRuntimeError : the running script has changed the scene since its start or since its last "
        "step, or\n    a step is open\nBufferError : numpy holds vertices whose number would change; the steps before "
        "stay undone"),
    method<redo, gil::keeps>(
        "redo", "redo($self, /, n=1)\n--\n\nRedo the steps that were undone last.\n\nParameters\n----------\n"
                "n : int, 1 to 1000\n\nReturns\n-------\nint, how many steps were redone\n\nRaises\n------\n"
                "RuntimeError : a step is open\nBufferError : as for undo()"),
    plain_method<undo_run, gil::keeps>(
        "undo_run",
        "undo_run($self, /)\n--\n\nUndo all steps of the run that has made the newest one, such as the last one that "
        "failed.\n\nReturns\n-------\nint, how many steps were undone\n\nRaises\n------\n"
        "RuntimeError : the newest step is of no run, others lie between its steps, or the history has lost some\n"
        "BufferError : as for undo(); then no step is undone"),
    {},
};

}  // namespace

PyObject* make_undo_stack_type(PyObject* module, const ModuleState&) {
    return new_type(
        module, "gimbal.UndoStack", sizeof(PyObject),
        "The undo stack: the steps that can be undone (gimbal.StepInfo), oldest first. len(), indices,\n"
        "slices and iteration give the steps of that moment. The step of the run itself is among them once\n"
        "the run has changed something. `gimbal.undo_stack` is its only instance.",
        {slot(Py_tp_iter, iterate), slot(Py_tp_repr, represent), slot(Py_mp_length, length),
         slot(Py_mp_subscript, subscript), slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

PyStructSequence_Desc* step_info_desc() {
    static PyStructSequence_Field fields[] = {
        {"name", "the name, as the Edit menu shows it (str)"},
        {"time", "of its first change, in seconds since the epoch (float)"},
        {"size", "bytes that only the history holds, an estimate; complete after the step's end (int)"},
        {"run", "the title of the run that was open at its first change (str); empty: there was none"},
        {nullptr, nullptr},
    };
    static PyStructSequence_Desc description{"gimbal.StepInfo", "A step of gimbal.undo_stack.", fields, 4};
    return &description;
}

}  // namespace gimbal::module
