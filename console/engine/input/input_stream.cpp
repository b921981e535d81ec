// Python's input() writes its prompt to sys.stdout and calls readline() of this stream.
#include "engine/input/input_stream.h"

#include <string>

#include "gimbal/console/python/errors.h"
#include "engine/output/file_members.h"
#include "engine/output/output_stream.h"
#include "engine/output/task_runs.h"
#include "engine/output/thread_runs.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
struct InputObject {
    PyObject_HEAD InputLine* input;
    OutputChannel* output;
    std::string* rest;  // unread text: of a line that is read in pieces, or further lines that were pasted
    RunId rest_run;     // the run that may read it
};

InputObject* self_of(PyObject* object) { return reinterpret_cast<InputObject*>(object); }

// False: a Python error is set. At the end of input, `line` stays empty.
bool ask(InputObject* self, RunId run, const char* prompt, bool hidden, std::string& line) {
    self->output->flush_all();  // a prompt has no newline, also one printed by print(..., end="")
    InputResult result = InputResult::interrupted;
    guarded([&] { result = self->input->ask(run, prompt, hidden, line); });
    if (result == InputResult::line) line += '\n';
    return result != InputResult::interrupted;
}

// As ask(). Of several pasted lines, the first is the answer and the others answer the run's next questions. A password
// neither takes such a line nor leaves one, which the next input() would show.
bool next_line(InputObject* self, const char* prompt, bool hidden, std::string& line) {
    const WritingTask task;
    const RunId run = run_of_this_thread(self->output->current_run.load());
    if (hidden) return ask(self, run, prompt, hidden, line);
    if (std::exchange(self->rest_run, run) != run) self->rest->clear();
    line = std::exchange(*self->rest, {});
    if (line.empty() && !ask(self, run, prompt, hidden, line)) return false;
    if (std::exchange(self->rest_run, run) != run) self->rest->clear();  // another run has asked meanwhile
    const std::size_t end = line.find('\n') + 1;
    self->rest->insert(0, line, end);
    line.resize(end);
    return true;
}

PyObject* readline(PyObject* object, PyObject* arguments) {
    Py_ssize_t size = -1;
    if (!PyArg_ParseTuple(arguments, "|n", &size)) return nullptr;
    std::string line;
    if (size == 0) return from_utf8(line).release();
    if (!next_line(self_of(object), "", false, line)) return nullptr;
    PyRef text = from_utf8(line);
    if (!text || size < 0 || PyUnicode_GET_LENGTH(text.get()) <= size) return text.release();
    PyRef first = PyRef::steal(PyUnicode_Substring(text.get(), 0, size));
    PyRef rest = PyRef::steal(PyUnicode_Substring(text.get(), size, PyUnicode_GET_LENGTH(text.get())));
    const char* kept = rest ? PyUnicode_AsUTF8(rest.get()) : nullptr;
    if (!first || !kept) return nullptr;
    self_of(object)->rest->insert(0, kept);
    return first.release();
}

PyObject* next(PyObject* object) {
    std::string line;
    if (!next_line(self_of(object), "", false, line)) return nullptr;
    return line.empty() ? nullptr : from_utf8(line).release();  // nullptr without an error: the iteration ends
}

// Reads all lines until the end of input (Quit), or `size` characters of one line.
PyObject* read(PyObject* object, PyObject* arguments) {
    Py_ssize_t size = -1;
    if (!PyArg_ParseTuple(arguments, "|n", &size)) return nullptr;
    if (size >= 0) return readline(object, arguments);
    std::string all, line;
    do {
        line.clear();
        if (!next_line(self_of(object), "", false, line)) return nullptr;
        all += line;
    } while (!line.empty());
    return from_utf8(all).release();
}

PyObject* readlines(PyObject* object, PyObject*) { return PySequence_List(object); }

// Replaces getpass.getpass: the UI does not show the characters.
PyObject* read_hidden(PyObject* object, PyObject* arguments, PyObject* keywords) {
    const char* prompt = "Password: ";
    PyObject* stream = nullptr;
#if PY_VERSION_HEX >= 0x030E0000
    PyObject* echo = nullptr;  // the console shows no character in place of the typed one
    static const char* names[] = {"prompt", "stream", "echo_char", nullptr};
    const bool parsed = PyArg_ParseTupleAndKeywords(arguments, keywords, "|sO$O", const_cast<char**>(names), &prompt,
                                                    &stream, &echo) != 0;
#else
    static const char* names[] = {"prompt", "stream", nullptr};
    const bool parsed = PyArg_ParseTupleAndKeywords(arguments, keywords, "|sO", const_cast<char**>(names), &prompt,
                                                    &stream) != 0;
#endif
    if (!parsed) return nullptr;
    std::string line;
    if (!next_line(self_of(object), prompt, true, line)) return nullptr;
    if (line.empty()) {
        PyErr_SetNone(PyExc_EOFError);
        return nullptr;
    }
    line.pop_back();
    return from_utf8(line).release();
}

PyObject* refuse_fileno(PyObject*, PyObject*) { return unsupported_operation("fileno: the console is not a file"); }
PyObject* refuse_write(PyObject*, PyObject*) { return unsupported_operation("not writable"); }

PyMethodDef methods[] = {
    {"readline", bound<&readline>, METH_VARARGS, "Read a line typed in the console. GIL: released while waiting."},
    {"read", bound<&read>, METH_VARARGS, nullptr},
    {"readlines", readlines, METH_VARARGS, nullptr},
    {"read_hidden", with_keywords(bound<&read_hidden>), METH_VARARGS | METH_KEYWORDS,
     "Read a line that is not shown while it is typed."},
    {"close", return_none, METH_NOARGS, "Stays open: the console needs it."},
    {"flush", return_none, METH_NOARGS, nullptr},
    {"isatty", return_false, METH_NOARGS, nullptr},
    {"readable", return_true, METH_NOARGS, nullptr},
    {"writable", return_false, METH_NOARGS, nullptr},
    {"seekable", return_false, METH_NOARGS, nullptr},
    {"fileno", refuse_fileno, METH_NOARGS, nullptr},
    {"write", refuse_write, METH_VARARGS, nullptr},
    {}};
PyGetSetDef members[] = {text_member("encoding", "utf-8"),
                         text_member("errors", "replace"),
                         text_member("mode", "r"),
                         text_member("name", "<stdin>"),
                         constant_member("newlines", Py_None),
                         constant_member("closed", Py_False),
                         {}};

void dealloc(PyObject* object) {
    PyTypeObject* type = Py_TYPE(object);
    delete self_of(object)->rest;
    type->tp_free(object);
    Py_DECREF(type);
}
}  // namespace

PyRef make_input_stream(InputLine& input, OutputChannel& output) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_tp_methods, methods},
                           {Py_tp_getset, members},
                           {Py_tp_iter, reinterpret_cast<void*>(PyObject_SelfIter)},
                           {Py_tp_iternext, reinterpret_cast<void*>(bound<&next>)},
                           {0, nullptr}};
    PyType_Spec spec{"gimbal_console.InputStream", sizeof(InputObject), 0,
                     Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    PyRef type = PyRef::steal(PyType_FromSpec(&spec));
    if (!type) return {};
    auto* object = PyObject_New(InputObject, reinterpret_cast<PyTypeObject*>(type.get()));
    if (!object) return {};
    object->input = &input;
    object->output = &output;
    object->rest = new std::string;
    object->rest_run = 0;
    return PyRef::steal(reinterpret_cast<PyObject*>(object));
}

}  // namespace gimbal::console
