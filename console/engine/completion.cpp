// From gimbal_console.completion's tuples to a CompletionList.
#include "console/engine/completion.h"

#include <algorithm>

namespace gimbal::console {

namespace {
std::string text_at(PyObject* tuple, Py_ssize_t place) {
    PyObject* item = PyTuple_Check(tuple) && place < PyTuple_GET_SIZE(tuple) ? PyTuple_GET_ITEM(tuple, place) : nullptr;
    const char* text = item && PyUnicode_Check(item) ? PyUnicode_AsUTF8(item) : nullptr;
    if (!text) PyErr_Clear();
    return text ? text : "";
}

// (start, end, [(text, kind, detail), ...]), places in bytes of `source`.
PyRef ask(const std::string& source, std::size_t cursor, PyObject* names) {
    PyRef module = PyRef::steal(PyImport_ImportModule("gimbal_console.completion"));
    if (!module) return {};
    return PyRef::steal(PyObject_CallMethod(module.get(), "complete", "y#nO", source.data(), static_cast<Py_ssize_t>(source.size()),
                                            static_cast<Py_ssize_t>(cursor), names));
}
}  // namespace

CompletionList complete_in_namespace(std::uint64_t request, const std::string& source, std::size_t cursor, PyObject* names) {
    cursor = std::min(cursor, source.size());
    CompletionList list{request, cursor, cursor, {}};
    PyRef answer = ask(source, cursor, names);
    Py_ssize_t start = 0, end = 0;
    PyObject* items = nullptr;
    if (!answer || !PyArg_ParseTuple(answer.get(), "nnO!", &start, &end, &PyList_Type, &items)) {
        PyErr_Clear();
        return list;
    }
    list.start = static_cast<std::size_t>(start);
    list.end = static_cast<std::size_t>(end);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); ++i) {
        PyObject* item = PyList_GET_ITEM(items, i);
        list.items.push_back({text_at(item, 0), text_at(item, 1), text_at(item, 2)});
    }
    return list;
}

}  // namespace gimbal::console
