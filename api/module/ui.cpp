// gimbal.ui: notes and progress for the user.
#include "api/module/binding/types.h"

#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

NoteLevel to_level(PyObject* value) {
    if (!value) return NoteLevel::info;
    const std::string level = to_text(value, "level");
    if (level == "info") return NoteLevel::info;
    if (level == "warning") return NoteLevel::warning;
    if (level == "error") return NoteLevel::error;
    raise(PyExc_ValueError, "level must be 'info', 'warning' or 'error', not " + text_of(value));
}

PyObject* notify(const Call& call) {
    const auto [text, level] = take(call, "notify", {"text", "level"}, 1);
    call.module.context.host->notify(to_text(text, "text"), to_level(level));
    return none();
}

PyObject* progress(const Call& call) {
    const auto [fraction_value, label_value] = take(call, "progress", {"fraction", "label"}, 1);
    const double fraction = to_double(fraction_value, "fraction");
    if (fraction < 0 || fraction > 1)
        raise(PyExc_ValueError, "fraction must lie between 0 and 1, not " + text_of(fraction_value));
    std::string label = label_value ? to_text(label_value, "label") : "";
    if (call.module.engine.on_script_thread()) call.module.engine.report_progress(std::move(label), fraction);
    return none();
}

PyMethodDef methods[] = {
    method<notify, gil::keeps>(
        "notify", "notify($self, /, text, level='info')\n--\n\nShow a note in the window, or on stderr if headless.\n\n"
                  "Parameters\n----------\ntext : str\nlevel : str, one of info, warning, error"),
    method<progress, gil::keeps>(
        "progress",
        "progress($self, /, fraction, label='')\n--\n\nShow the progress of the running script in the status "
        "bar.\n\nParameters\n----------\nfraction : float in [0, 1]\nlabel : str"),
    {},
};

}  // namespace

PyObject* make_ui_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Ui", sizeof(PyObject),
                    "Notes and progress for the user. `gimbal.ui` is its only instance.",
                    {slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
