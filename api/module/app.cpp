// gimbal.app: the application itself: frame statistics, undo, version, where things lie, quitting.
#include "api/module/binding/handle.h"

#include <cmath>

#include "api/module/binding/convert.h"
#include "api/module/binding/outside_step.h"

namespace gimbal {
namespace {

using console::PyRef;

// To the microsecond: more digits say nothing and are hard to read.
PyObject* sensible(double number) { return checked(PyFloat_FromDouble(std::round(number * 1e3) / 1e3)); }

PyObject* spread(ModuleState& module, double mean, double p99, double longest) {
    PyRef record = PyRef::steal(checked(PyStructSequence_New(module.type(TypeId::spread))));
    const double values[] = {mean, p99, longest};
    for (int i = 0; i < 3; ++i) PyStructSequence_SetItem(record.get(), i, sensible(values[i]));
    return record.release();
}

PyObject* frame_stats(const Call& call) {
    const auto [continuous, reset] = take(call, "frame_stats", {"continuous", "reset"});
    Host& host = *call.module.context.host;
    host.set_continuous(continuous && to_bool(continuous, "continuous"));
    const FrameStats stats = host.frame_stats(reset && to_bool(reset, "reset"));
    PyRef record = PyRef::steal(checked(PyStructSequence_New(call.module.type(TypeId::frame_stats))));
    PyStructSequence_SetItem(record.get(), 0, checked(PyLong_FromUnsignedLongLong(stats.frames)));
    PyStructSequence_SetItem(record.get(), 1, sensible(stats.seconds));
    PyStructSequence_SetItem(record.get(), 2,
                             spread(call.module, stats.late_ms_mean, stats.late_ms_p99, stats.late_ms_longest));
    PyStructSequence_SetItem(record.get(), 3,
                             spread(call.module, stats.work_ms_mean, stats.work_ms_p99, stats.work_ms_longest));
    PyStructSequence_SetItem(record.get(), 4,
                             spread(call.module, stats.draw_ms_mean, stats.draw_ms_p99, stats.draw_ms_longest));
    return record.release();
}

PyObject* undo(const Call& call) {
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
    PyRef number = PyRef::steal(checked(PyLong_FromLong(code)));
    PyErr_SetObject(PyExc_SystemExit, number.get());  // headless: python3's way
    throw console::PythonErrorSet();
}

PyObject* rows(const Call& call) {
    const auto [value] = take(call, "rows", {"panel"}, 1);
    const std::string panel = to_text(value, "panel");
    std::vector<std::string> texts;
    {
        Unlocked unlocked;
        texts = call.module.context.host->panel_rows(panel);
    }
    PyRef list = PyRef::steal(checked(PyList_New(0)));
    for (const std::string& text : texts) {
        PyRef row = PyRef::steal(from_text(text));
        if (PyList_Append(list.get(), row.get()) < 0) throw console::PythonErrorSet();
    }
    return list.release();
}

PyObject* open_in_editor(const Call& call) {
    const auto [path, line] = take(call, "open_in_editor", {"path", "line"}, 1);
    const int row = line ? static_cast<int>(to_integer(line, "line", 1, 1000000000)) : 1;
    call.module.context.host->open_in_editor(to_path(path, "path").string(), row);
    return none();
}

ModuleContext& context_of(PyObject* self) { return state_of_type(Py_TYPE(self)).context; }
PyObject* get_user_dir(PyObject* self) { return from_path(context_of(self).user_dir); }
PyObject* get_scripts_dir(PyObject* self) { return from_path(context_of(self).scripts_dir); }
PyObject* get_has_window(PyObject* self) { return from_bool(context_of(self).host->has_window()); }
PyObject* get_safe_mode(PyObject* self) { return from_bool(context_of(self).safe_mode); }
PyObject* get_version(PyObject*) { return from_text(GIMBAL_VERSION); }
PyObject* get_undo_name(PyObject* self) { return from_text(state_of_type(Py_TYPE(self)).document.undo_name()); }
PyObject* get_redo_name(PyObject* self) { return from_text(state_of_type(Py_TYPE(self)).document.redo_name()); }

PyGetSetDef attributes[] = {
    attribute<get_version>("version", "The program's version (str)."),
    attribute<get_has_window>("has_window", "False when run with --headless (bool)."),
    attribute<get_safe_mode>("safe_mode", "True with --safe-mode: no plug-ins and no start-up scripts (bool)."),
    attribute<get_user_dir>("user_dir", "The user's folder: settings, plug-ins, start-up scripts (str)."),
    attribute<get_scripts_dir>("scripts_dir", "The program's own scripts (str)."),
    attribute<get_undo_name>("undo_name", "What undo() would undo (str), empty when there is nothing."),
    attribute<get_redo_name>("redo_name", "What redo() would redo (str), empty when there is nothing."),
    {},
};

const Row table_rows[] = {
    method<frame_stats, gil::keeps>(
        "frame_stats",
        "frame_stats($self, /, continuous=False, reset=False)\n--\n\nHow the window kept up since the last reset.\n\n"
        "Parameters\n----------\ncontinuous : bool, True redraws at 60 Hz until the next call, for measuring; False by "
        "event\n"
        "reset : bool, begin anew after this\n\nReturns\n-------\ngimbal.FrameStats: frames, seconds, and as mean, "
        "p99, longest in ms: late_ms "
        "(from when a frame\nwas due to when it was presented), work_ms (the UI thread's own CPU time), draw_ms. All "
        "zero headless."),
    plain_method<undo, gil::keeps>(
        "undo",
        "undo($self, /)\n--\n\nUndo the last step: a run, or an action of the window. False when there is none.\n\n"
        "What the running script did so far is a step of its own.\n\nRaises\n------\n"
        "RuntimeError : another action is going on"),
    plain_method<redo, gil::keeps>(
        "redo", "redo($self, /)\n--\n\nDo again what undo() undid. False when there is nothing.\n\nRaises\n------\n"
                "RuntimeError : another action is going on"),
    method<quit, gil::keeps>(
        "quit", "quit($self, /, code=0)\n--\n\nEnd the program with this exit code, 0 to 255; headless by SystemExit."),
    method<rows, gil::releases>(
        "rows", "rows($self, /, panel)\n--\n\nThe rows of text that a panel shows (list of str); empty headless.\n\n"
                "Parameters\n----------\npanel : str, one of console, editor, info, outliner, status"),
    method<open_in_editor, gil::keeps>(
        "open_in_editor", "open_in_editor($self, /, path, line=1)\n--\n\nShow a file in the script editor; "
                          "nothing happens headless."),
};
Table table("App", table_rows);

}  // namespace

PyType_Spec* app_spec() {
    static PyType_Slot slots[] = {
        {Py_tp_doc,
         const_cast<char*>("The application: statistics, undo, version, folders. `gimbal.app` is the only one.")},
        {Py_tp_traverse, reinterpret_cast<void*>(traverse_type)},
        {Py_tp_dealloc, reinterpret_cast<void*>(free_plain)},
        {Py_tp_getset, attributes},
        {Py_tp_methods, table.definitions()},
        {0, nullptr},
    };
    static PyType_Spec spec{"gimbal.App", sizeof(PyObject), 0, type_flags, slots};
    return &spec;
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
        {"frames", "frames presented"},
        {"seconds", "since the last reset"},
        {"late_ms", "from when a frame was due to when it was presented"},
        {"work_ms", "the UI thread's own work, thread CPU time, without drawing"},
        {"draw_ms", "drawing and presenting, wall time"},
        {nullptr, nullptr},
    };
    static PyStructSequence_Desc description{"gimbal.FrameStats", "How the window kept up; what frame_stats() returns.",
                                             fields, 5};
    return &description;
}

}  // namespace gimbal
