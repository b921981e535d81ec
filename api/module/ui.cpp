// gimbal.ui: notes, progress and dialogs for the user.
#include "api/module/binding/types.h"

#include <algorithm>

#include "api/module/binding/convert.h"
#include "api/module/binding/window_call.h"

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
    if (call.module.script.on_script_thread()) call.module.script.report_progress(std::move(label), fraction);
    return none();
}

// What a dialog gives: the text of a button or the name of a file; empty: it was closed.
using Answer = std::optional<std::string>;

std::string to_optional_text(PyObject* value, const char* name, const char* otherwise) {
    return value && value != Py_None ? to_text(value, name) : std::string(otherwise);
}

constexpr std::size_t most_choices = 12;

std::vector<std::string> to_texts(PyObject* value, const char* name) {
    auto texts = console::from_python<std::vector<std::string>>(value, console::Place(name));
    if (!texts) throw console::PythonErrorSet();
    return std::move(*texts);
}

std::vector<std::string> to_choices(PyObject* value) {
    if (!value) return {"Yes", "No"};
    if (PyUnicode_Check(value)) raise(PyExc_TypeError, "choices must be a list of str, not " + text_of(value));
    std::vector<std::string> choices = to_texts(value, "choices");
    if (choices.empty() || choices.size() > most_choices)
        raise(PyExc_ValueError, "choices must be 1 to 12 texts, not " + std::to_string(choices.size()));
    if (std::ranges::find(choices, "") != choices.end())
        raise(PyExc_ValueError, "choices must not contain an empty text: each is a button");
    return choices;
}

// The dialog may outlive the question, so the answer is a Promise of its own.
Answer ask_user(const Call& call, const char* name, PyObject* timeout, UserRequest request) {
    Host& host = *call.module.context.host;
    const UserAnswer answer(call.module.script.promises(), name);
    return ask_window(call.module, name, to_limit(timeout), [&host, answer, request] {
        host.ask(request, answer);
        return answer.future();
    });
}

PyObject* ask(const Call& call) {
    const auto [question, choices, title, timeout] = take(call, "ask", {"question", "choices", "title", "timeout"}, 1);
    const Answer answer = ask_user(
        call, "ask", timeout,
        UserQuestion{to_optional_text(title, "title", "Question"), to_text(question, "question"), to_choices(choices)});
    return answer ? from_text(*answer) : none();
}

// Without a window the text goes where notes go, because a script that only reports something should go on.
PyObject* message(const Call& call) {
    const auto [text, title, timeout] = take(call, "message", {"text", "title", "timeout"}, 1);
    UserQuestion question{to_optional_text(title, "title", "Message"), to_text(text, "text"), {"OK"}};
    Host& host = *call.module.context.host;
    if (!host.ui_queue()) host.notify(question.text, NoteLevel::info);
    else ask_user(call, "message", timeout, std::move(question));
    return none();
}

std::vector<std::string> to_extensions(PyObject* value) {
    if (!value || value == Py_None) return {};
    if (PyUnicode_Check(value)) return {to_text(value, "extensions")};
    return to_texts(value, "extensions");
}

FileQuestion to_file_question(PyObject* mode, PyObject* title, PyObject* extensions, PyObject* name) {
    FileQuestion question;
    const std::string wanted = mode ? to_text(mode, "mode") : "open";
    if (wanted != "open" && wanted != "save")
        raise(PyExc_ValueError, "mode must be 'open' or 'save', not " + text_of(mode));
    question.save = wanted == "save";
    question.title = to_optional_text(title, "title", question.save ? "Save file" : "Open file");
    question.extensions = to_extensions(extensions);
    for (const std::string& extension : question.extensions)
        if (!extension.starts_with('.') || extension.size() < 2)
            raise(PyExc_ValueError, "extensions begin with a dot, as '.png': " + text_of(extensions));
    question.suggested_name = to_optional_text(name, "name", "");
    return question;
}

PyObject* choose_file(const Call& call) {
    const auto [mode, title, extensions, name, timeout] = take(call, "choose_file",
                                                               {"mode", "title", "extensions", "name", "timeout"});
    const Answer path = ask_user(call, "choose_file", timeout, to_file_question(mode, title, extensions, name));
    return path ? from_path(*path) : none();
}

PyObject* is_ui_thread(const Call&) { return from_bool(console::is_ui_thread()); }

PyMethodDef methods[] = {
    method<notify, gil::keeps>(
        "notify", "notify($self, /, text, level='info')\n--\n\nShow a note in the window, or on stderr if headless.\n\n"
                  "Parameters\n----------\ntext : str\nlevel : str, one of info, warning, error"),
    method<progress, gil::keeps>(
        "progress",
        "progress($self, /, fraction, label='')\n--\n\nShow the progress of the running script in the status "
        "bar.\n\nParameters\n----------\nfraction : float in [0, 1]\nlabel : str"),
    method<ask, gil::releases>(
        "ask",
        "ask($self, /, question, choices=('Yes', 'No'), title=None, timeout=None)\n--\n\nAsk the user in a dialog and "
        "wait "
        "for the answer.\n\n"
        "Parameters\n----------\nquestion : str\nchoices : list of str, 1 to 12, a button each; Enter chooses the "
        "first\n"
        "title : str\ntimeout : float, seconds; None waits without a limit\n\n"
        "Returns\n-------\nstr, the choice; None if the user has closed the dialog with Escape\n\n"
        "Raises\n------\nTimeoutError : the time has passed; the dialog is closed\n"
        "KeyboardInterrupt : Stop; the dialog is closed\n"
        "RuntimeError : there is no window, or the program is ending\n\n"
        "Works on any Python thread: in cells, handlers and plug-ins. Other Python threads run meanwhile. Dialogs come "
        "one after the other."),
    method<message, gil::releases>(
        "message",
        "message($self, /, text, title=None, timeout=None)\n--\n\nShow a text in a dialog and wait until the user has "
        "closed it.\n\n"
        "Parameters\n----------\ntext : str\ntitle : str\ntimeout : float, seconds; None waits without a limit\n\n"
        "Raises\n------\nas ask(); without a window the text is printed on stderr instead"),
    method<choose_file, gil::releases>(
        "choose_file",
        "choose_file($self, /, mode='open', title=None, extensions=None, name=None, timeout=None)\n--\n\nLet the user "
        "choose a file in a dialog.\n\n"
        "Parameters\n----------\nmode : 'open' for a file that exists, 'save' for a new one, which asks before it "
        "overwrites\n"
        "title : str\nextensions : str or list of str with the dot, as '.png'; None: all files\n"
        "name : str, suggested for a new file\ntimeout : float, seconds; None waits without a limit\n\n"
        "Returns\n-------\nstr, the path; None if the user has closed the dialog\n\nRaises\n------\nas ask()"),
    method<is_ui_thread, gil::keeps>(
        "is_ui_thread",
        "is_ui_thread($self, /)\n--\n\nWhether this is the thread that draws the window (bool). False: no Python runs "
        "there."),
    {},
};

}  // namespace

PyObject* make_ui_type(PyObject* module, const ModuleState&) {
    return new_type(module, "gimbal.Ui", sizeof(PyObject),
                    "Notes, progress and dialogs for the user. `gimbal.ui` is its only instance.",
                    {slot(Py_tp_methods, methods)});
}

}  // namespace gimbal::module
