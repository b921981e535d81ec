// The text stream and its `buffer`. Both write to the output channel.
//
// A write runs no Python code and checks no signals, so an interrupt that arrives during one is raised in the user's
// frame after it. That is why SIGINT need not be blocked here.
#include "engine/output/output_stream.h"

#include <structmember.h>

#include <cstddef>
#include <string>

#include "engine/output/file_members.h"
#include "engine/output/task_runs.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
struct StreamObject {
    PyObject_HEAD OutputChannel* channel;
    Stream stream;
    int descriptor;     // below 0: none
    const char* label;  // null: none
    PyObject* buffer;   // owned; null in the buffer itself
    PyObject* write;    // owned; null in the buffer. Kept, so print() does not make a method object twice per line.
    char partial[4];    // the first bytes of an incomplete character
    int partial_size;
};

StreamObject* self_of(PyObject* object) { return reinterpret_cast<StreamObject*>(object); }

// Whether the calling thread has begun a line of the stream and not ended it. The label comes once a line.
bool& has_open_line(const StreamObject* self) {
    struct Last {
        const OutputChannel* channel = nullptr;
        const char* label = nullptr;
        bool open = false;
    };
    static thread_local std::array<Last, 2> last;
    Last& own = last[self->stream == Stream::err ? 1 : 0];
    if (own.channel != self->channel || own.label != self->label) own = {self->channel, self->label, false};
    return own.open;
}

std::string labelled(const StreamObject* self, std::string_view text) {
    bool& open = has_open_line(self);
    std::string lines;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size() - 1) + 1;
        if (!open) lines.append("[").append(self->label).append("] ");
        lines.append(text, begin, end - begin);
        open = lines.back() != '\n';
        begin = end;
    }
    return lines;
}

void write_utf8(StreamObject* self, std::string_view text) {
    if (self->label) self->channel->write_python(self->stream, labelled(self, text));
    else self->channel->write_python(self->stream, text);
}

// Surrogates, which UTF-8 cannot hold, are shown as escapes rather than refused.
bool write_text(StreamObject* self, PyObject* text) {
    const WritingTask task;
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(text, &size)) {  // the usual case, without an allocation
        write_utf8(self, {utf8, static_cast<std::size_t>(size)});
        return true;
    }
    PyErr_Clear();
    PyRef bytes = PyRef::steal(PyUnicode_AsEncodedString(text, "utf-8", "backslashreplace"));
    if (!bytes) return false;
    write_utf8(self, bytes_of(bytes.get()));
    return true;
}

PyObject* stream_write(PyObject* object, PyObject* text) {
    if (!PyUnicode_Check(text))
        return PyErr_Format(PyExc_TypeError, "write() argument must be str, not %.200s", Py_TYPE(text)->tp_name);
    if (!write_text(self_of(object), text)) return nullptr;
    return PyLong_FromSsize_t(PyUnicode_GET_LENGTH(text));
}

// The bytes of an incomplete character wait for the rest. Invalid bytes are shown as escapes.
PyObject* buffer_write(PyObject* object, PyObject* argument) {
    Py_buffer view;
    if (PyObject_GetBuffer(argument, &view, PyBUF_SIMPLE) != 0) return nullptr;
    StreamObject* self = self_of(object);
    std::string bytes(self->partial, static_cast<std::size_t>(self->partial_size));
    bytes.append(static_cast<const char*>(view.buf), static_cast<std::size_t>(view.len));
    const Py_ssize_t length = view.len;
    PyBuffer_Release(&view);
    Py_ssize_t used = 0;
    PyRef text = PyRef::steal(PyUnicode_DecodeUTF8Stateful(bytes.data(), std::ssize(bytes), "backslashreplace", &used));
    if (!text) return nullptr;
    self->partial_size = static_cast<int>(
        bytes.copy(self->partial, sizeof self->partial, static_cast<std::size_t>(used)));
    if (!write_text(self, text.get())) return nullptr;
    return PyLong_FromSsize_t(length);
}

template <auto write>
PyObject* write_lines(PyObject* object, PyObject* lines) {
    PyRef iterator = PyRef::steal(PyObject_GetIter(lines));
    if (!iterator) return nullptr;
    while (PyRef line = PyRef::steal(PyIter_Next(iterator.get()))) {
        PyRef written = PyRef::steal(write(object, line.get()));
        if (!written) return nullptr;
    }
    if (PyErr_Occurred()) return nullptr;
    Py_RETURN_NONE;
}

PyObject* return_none_keywords(PyObject*, PyObject*, PyObject*) { Py_RETURN_NONE; }
PyObject* return_self(PyObject* object, PyObject*) { return Py_NewRef(object); }
PyObject* fileno_of(PyObject* object, PyObject*) {
    const int descriptor = self_of(object)->descriptor;
    return descriptor >= 0 ? PyLong_FromLong(descriptor) : unsupported_operation("fileno: the console is not a file");
}
PyObject* flush(PyObject* object, PyObject*) {
    const WritingTask task;
    self_of(object)->channel->flush(self_of(object)->stream);
    Py_RETURN_NONE;
}
PyObject* refuse_read(PyObject*, PyObject*) { return unsupported_operation("not readable"); }
PyObject* refuse_seek(PyObject*, PyObject*) { return unsupported_operation("not seekable"); }
PyObject* refuse_detach(PyObject*, PyObject*) { return unsupported_operation("detach: the console keeps its stream"); }

PyObject* get_buffer(PyObject* object, void*) { return Py_NewRef(self_of(object)->buffer); }
PyObject* get_name(PyObject* object, void*) {
    return PyUnicode_FromString(self_of(object)->stream == Stream::err ? "<stderr>" : "<stdout>");
}

void dealloc(PyObject* object) {
    PyTypeObject* type = Py_TYPE(object);
    Py_XDECREF(self_of(object)->buffer);
    Py_XDECREF(self_of(object)->write);
    type->tp_free(object);
    Py_DECREF(type);
}

#define GIMBAL_FILE_METHODS                                                                                            \
    {"flush", bound<&flush>, METH_NOARGS, "Show the incomplete line at once."},                                        \
        {"close", return_none, METH_NOARGS, "Stays open: the console needs it."},                                      \
        {"isatty", return_false, METH_NOARGS, nullptr}, {"readable", return_false, METH_NOARGS, nullptr},              \
        {"writable", return_true, METH_NOARGS, nullptr}, {"seekable", return_false, METH_NOARGS, nullptr},             \
        {"fileno", fileno_of, METH_NOARGS, nullptr}, {"read", refuse_read, METH_VARARGS, nullptr},                     \
        {"readline", refuse_read, METH_VARARGS, nullptr}, {"seek", refuse_seek, METH_VARARGS, nullptr},                \
        {"tell", refuse_seek, METH_NOARGS, nullptr}, {"truncate", refuse_seek, METH_VARARGS, nullptr},                 \
        {"detach", refuse_detach, METH_NOARGS, nullptr}, {"__enter__", return_self, METH_NOARGS, nullptr}, {           \
        "__exit__", return_none, METH_VARARGS, nullptr                                                                 \
    }

PyMethodDef write_method{"write", bound<&stream_write>, METH_O,
                         "Show text in the console. Thread: any Python. GIL: kept."};
PyMethodDef stream_methods[] = {{"writelines", bound<&write_lines<&stream_write>>, METH_O, nullptr},
                                {"reconfigure", with_keywords(return_none_keywords), METH_VARARGS | METH_KEYWORDS,
                                 "Does nothing: always UTF-8, never buffered."},
                                GIMBAL_FILE_METHODS,
                                {}};
PyMethodDef buffer_methods[] = {{"write", bound<&buffer_write>, METH_O, "Show UTF-8 bytes in the console."},
                                {"writelines", bound<&write_lines<&buffer_write>>, METH_O, nullptr},
                                GIMBAL_FILE_METHODS,
                                {}};

PyGetSetDef stream_members[] = {text_member("encoding", "utf-8"),
                                text_member("errors", "backslashreplace"),
                                text_member("mode", "w"),
                                {"name", get_name, nullptr, nullptr, nullptr},
                                {"buffer", get_buffer, nullptr, nullptr, nullptr},
                                constant_member("newlines", Py_None),
                                constant_member("closed", Py_False),
                                constant_member("line_buffering", Py_True),
                                constant_member("write_through", Py_True),
                                {}};
PyGetSetDef buffer_members[] = {
    text_member("mode", "wb"), {"name", get_name, nullptr, nullptr, nullptr}, constant_member("closed", Py_False), {}};

PyMemberDef stream_write_member[] = {
    {"write", T_OBJECT_EX, offsetof(StreamObject, write), READONLY, write_method.ml_doc}, {}};
PyMemberDef no_members[] = {{}};

PyRef make_type(const char* name, PyMethodDef* methods, PyGetSetDef* properties, PyMemberDef* members) {
    PyType_Slot slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(dealloc)},
                           {Py_tp_methods, methods},
                           {Py_tp_getset, properties},
                           {Py_tp_members, members},
                           {0, nullptr}};
    PyType_Spec spec{name, sizeof(StreamObject), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
    return PyRef::steal(PyType_FromSpec(&spec));
}

// Libraries expect isinstance(sys.stdout, io.TextIOBase) to be true.
bool register_as(PyObject* type, const char* base_name) {
    return static_cast<bool>(call_method(import_from("io", base_name).get(), "register", "O", type));
}

PyRef make_object(const PyRef& type, OutputChannel& channel, Stream stream, int descriptor, const char* label) {
    auto* object = PyObject_New(StreamObject, reinterpret_cast<PyTypeObject*>(type.get()));
    if (!object) return {};
    object->channel = &channel;
    object->stream = stream;
    object->descriptor = descriptor;
    object->label = label;
    object->buffer = object->write = nullptr;
    object->partial_size = 0;
    return PyRef::steal(reinterpret_cast<PyObject*>(object));
}
}  // namespace

PyObject* unsupported_operation(const char* what) {
    GIMBAL_GIL_HELD();
    PyRef type = import_from("io", "UnsupportedOperation");
    if (type) PyErr_SetString(type.get(), what);
    return nullptr;
}

PyRef make_output_stream(OutputChannel& channel, Stream stream_kind, int descriptor, const char* label) {
    GIMBAL_GIL_HELD();
    PyRef buffer_type = make_type("gimbal_console.OutputBuffer", buffer_methods, buffer_members, no_members);
    PyRef text_type = make_type("gimbal_console.OutputStream", stream_methods, stream_members, stream_write_member);
    if (!buffer_type || !text_type) return {};
    if (!register_as(buffer_type.get(), "BufferedIOBase") || !register_as(text_type.get(), "TextIOBase")) return {};
    PyRef buffer = make_object(buffer_type, channel, stream_kind, descriptor, label);
    PyRef stream = make_object(text_type, channel, stream_kind, descriptor, label);
    // Bound to a separate object: a method bound to the stream would keep the stream alive forever.
    PyRef writer = make_object(text_type, channel, stream_kind, descriptor, label);
    if (!buffer || !stream || !writer) return {};
    StreamObject* text = self_of(stream.get());
    text->buffer = buffer.release();
    text->write = PyCFunction_New(&write_method, writer.get());
    return text->write ? stream : PyRef{};
}

}  // namespace gimbal::console
