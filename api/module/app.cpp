// gimbal.app: the application. Frame statistics, undo, version, folders, quitting.
#include "api/module/binding/handle.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>

#include "api/module/binding/convert.h"
#include "api/module/binding/outside_step.h"
#include "api/module/binding/window_call.h"

namespace gimbal::module {
namespace {

using console::PyRef;

// Rounds milliseconds to microseconds, because further digits are noise.
PyObject* rounded(double number) { return checked(PyFloat_FromDouble(std::round(number * 1e3) / 1e3)); }

PyObject* from_spread(ModuleState& module, const Spread& spread) {
    PyRef record = PyRef::steal(checked(PyStructSequence_New(live_type(module, TypeId::spread))));
    const double values[] = {spread.mean, spread.p99, spread.longest};
    for (int i = 0; i < 3; ++i) PyStructSequence_SetItem(record.get(), i, rounded(values[i]));
    return record.release();
}

PyObject* frame_stats(const Call& call) {
    const auto [continuous, reset] = take(call, "frame_stats", {"continuous", "reset"});
    Host& host = *call.module.context.host;
    host.set_continuous(continuous && continuous != Py_None && to_bool(continuous, "continuous"));
    const FrameStats stats = host.frame_stats(reset && to_bool(reset, "reset"));
    PyRef record = PyRef::steal(checked(PyStructSequence_New(live_type(call.module, TypeId::frame_stats))));
    PyStructSequence_SetItem(record.get(), 0, checked(PyLong_FromUnsignedLongLong(stats.frames)));
    PyStructSequence_SetItem(record.get(), 1, rounded(stats.seconds));
    PyStructSequence_SetItem(record.get(), 2, from_spread(call.module, stats.late_ms));
    PyStructSequence_SetItem(record.get(), 3, from_spread(call.module, stats.work_ms));
    PyStructSequence_SetItem(record.get(), 4, from_spread(call.module, stats.draw_ms));
    return record.release();
}

PyObject* end_step(const Call& call) {
    OutsideStep outside(call.module);
    return none();
}
PyObject* undo(const Call& call) {
    refuse_own_edits(call.module);
    OutsideStep outside(call.module);
    return from_bool(call.module.document.undo());
}
PyObject* redo(const Call& call) {
    OutsideStep outside(call.module);
    return from_bool(call.module.document.redo());
}

PyObject* quit(const Call& call) {
    const auto [value] = take(call, "quit", {"code"});
    const int code = value ? static_cast<int>(to_integer(value, "code", 0, 255)) : 0;
    if (call.module.context.host->has_window()) {
        call.module.context.host->request_quit(code);
        return none();
    }
    if (!call.module.script.on_script_thread())  // SystemExit would end only this call or thread
        throw std::runtime_error("without a window, quit() ends the program only from the script itself: set a flag "
                                 "that the script reads");
    PyRef number = PyRef::steal(checked(PyLong_FromLong(code)));
    PyErr_SetObject(PyExc_SystemExit, number.get());  // headless: as in python3
    throw console::PythonErrorSet();
}

constexpr std::string_view panels[] = {"console", "editor", "info",  "outliner", "properties",
                                       "status",  "view",   "notes", "dialog"};

PyObject* rows(const Call& call) {
    const auto [value] = take(call, "rows", {"panel"}, 1);
    const std::string panel = to_text(value, "panel");
    if (std::ranges::find(panels, panel) == std::end(panels)) {
        std::string known;
        for (const std::string_view name : panels) known += (known.empty() ? "" : ", ") + std::string(name);
        raise(PyExc_ValueError, "there is no panel " + text_of(value) + "; there are: " + known);
    }
    std::vector<std::string> texts;
    Host& host = *call.module.context.host;
    if (host.ui_queue())
        texts = ask_window(call.module, "rows", answer_limit, [&host, panel] { return host.panel_rows(panel); });
    return from_value(std::move(texts));
}

PyObject* open_in_editor(const Call& call) {
    const auto [path, line] = take(call, "open_in_editor", {"path", "line"}, 1);
    const int row = line ? static_cast<int>(to_integer(line, "line", 1, 1000000000)) : 1;
    call.module.context.host->open_in_editor(to_path(path, "path").string(), row);
    return none();
}

const ModuleContext& context_of(PyObject* self) { return state_of_type(Py_TYPE(self)).context; }
PyObject* get_user_dir(PyObject* self) { return from_path(context_of(self).user_dir); }
PyObject* get_scripts_dir(PyObject* self) { return from_path(context_of(self).scripts_dir); }
PyObject* get_has_window(PyObject* self) { return from_bool(context_of(self).host->has_window()); }
PyObject* get_safe_mode(PyObject* self) { return from_bool(context_of(self).safe_mode); }
PyObject* get_version(PyObject*) { return from_text(GIMBAL_VERSION); }
PyObject* get_undo_name(PyObject* self) { return from_text(state_of_type(Py_TYPE(self)).document.undo_name()); }
PyObject* get_redo_name(PyObject* self) { return from_text(state_of_type(Py_TYPE(self)).document.redo_name()); }

PyGetSetDef attributes[] = {
    attribute<get_version>("version", "The program's version (str)."),
    attribute<get_has_window>("has_window", "False with --headless (bool)."),
    attribute<get_safe_mode>("safe_mode", "True with --safe-mode: no plug-ins and no start-up scripts (bool)."),
    attribute<get_user_dir>("user_dir", "The user's folder, with settings, plug-ins and start-up scripts (str)."),
    attribute<get_scripts_dir>("scripts_dir", "The folder with the program's scripts (str)."),
    attribute<get_undo_name>("undo_name", "The name of the step that undo() would undo (str), or an empty str."),
    attribute<get_redo_name>("redo_name", "The name of the step that redo() would redo (str), or an empty str."),
    {},
};

PyMethodDef methods[] = {
    method<frame_stats, gil::keeps>(
        "frame_stats",
        "frame_stats($self, /, continuous=False, reset=False)\n--\n\nStatistics of the window's frames since the last "
        "reset.\n\nParameters\n----------\n"
        "continuous : bool, True redraws at 60 Hz until the next call, for measurements; False redraws on events\n"
        "reset : bool, start again after this call\n\nReturns\n-------\n"
        "gimbal.FrameStats : frames, seconds, and the mean, p99 and longest of late_ms (from the time a frame was due\n"
        "to its presentation), work_ms (CPU time of the UI thread) and draw_ms; all zero headless"),
    plain_method<end_step, gil::keeps>(
        "end_step",
        "end_step($self, /)\n--\n\nMake what the running script has changed so far a separate undo step.\n\n"
        "Without this call a run is one step. After it, the script may undo() that step."),
    plain_method<undo, gil::keeps>("undo",
                                   "undo($self, /)\n--\n\nUndo the last step: a run, or an action in the window.\n\n"
                                   "Returns\n-------\nbool, False if there is nothing to undo\n\nRaises\n------\n"
                                   "RuntimeError : the running script has changed the scene since its start or since "
                                   "end_step(), or another step is\n"
                                   "    in progress\nBufferError : numpy holds vertices whose number would change"),
    plain_method<redo, gil::keeps>(
        "redo",
        "redo($self, /)\n--\n\nRedo the last undone step.\n\nReturns\n-------\n"
        "bool, False if there is nothing to redo\n\nRaises\n------\n"
        "RuntimeError : another step is in progress\nBufferError : numpy holds vertices whose number would change"),
    method<quit, gil::keeps>("quit",
                             "quit($self, /, code=0)\n--\n\nQuit the program. Headless it raises SystemExit.\n\n"
                             "Parameters\n----------\ncode : int, 0 to 255, the exit code\n\nRaises\n------\n"
                             "RuntimeError : headless in a handler or another thread, which cannot end the script"),
    method<rows, gil::releases>(
        "rows",
        "rows($self, /, panel)\n--\n\nThe rows of text in a panel.\n\n"
        "Parameters\n----------\npanel : str, one of console, editor, info, outliner, properties, status, view,\n"
        "    notes, dialog\n\nReturns\n-------\nlist of str, empty headless\n\n"
        "Raises\n------\nValueError : there is no such panel"),
    method<open_in_editor, gil::keeps>(
        "open_in_editor",
        "open_in_editor($self, /, path, line=1)\n--\n\nOpen a file in the script editor. Does nothing "
        "headless."),
    {},
};

}  // namespace

PyObject* make_app_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.App", sizeof(PyObject),
                    "The application: statistics, undo, version, folders. `gimbal.app` is its only instance.",
                    {slot(Py_tp_getset, attributes), slot(Py_tp_methods, methods)});
}

PyStructSequence_Desc* spread_desc() {
    static PyStructSequence_Field fields[] = {{"mean", "milliseconds"},
                                              {"p99", "milliseconds, the 99th percentile"},
                                              {"longest", "milliseconds"},
                                              {nullptr, nullptr}};
    static PyStructSequence_Desc description{"gimbal.Spread", "Mean, 99th percentile and longest, in milliseconds.",
                                             fields, 3};
    return &description;
}

PyStructSequence_Desc* frame_stats_desc() {
    static PyStructSequence_Field fields[] = {
        {"frames", "number of presented frames"},
        {"seconds", "seconds since the last reset"},
        {"late_ms", "from the time a frame was due to its presentation"},
        {"work_ms", "CPU time of the UI thread, without drawing"},
        {"draw_ms", "wall time of drawing and presenting"},
        {nullptr, nullptr},
    };
    static PyStructSequence_Desc description{
        "gimbal.FrameStats", "Statistics of the window's frames; the result of frame_stats().", fields, 5};
    return &description;
}

}  // namespace gimbal::module
