// Converts the tuples that gimbal_console.assist returns into events.
#include "engine/assist/assist_answers.h"

#include <algorithm>

#include "engine/python/imported.h"
#include "engine/python/source_cache.h"
#include "engine/python/text.h"
#include "engine/python/wrapped_function.h"

namespace gimbal::console {

namespace {
std::string text_of(PyObject* str) { return str && PyUnicode_Check(str) ? to_utf8(str) : ""; }

std::string text_at(PyObject* tuple, Py_ssize_t place) {
    return PyTuple_Check(tuple) && place < PyTuple_GET_SIZE(tuple) ? text_of(PyTuple_GET_ITEM(tuple, place)) : "";
}

Py_ssize_t size_of(const std::string& text) { return std::ssize(text); }

PyObject* source_of_cell(PyObject*, PyObject* file_name) {
    return from_utf8(source_text(text_of(file_name))).release();
}
// The capsule points into the frame of completions(), which is the only caller.
PyObject* poll_superseded(PyObject* capsule, PyObject*) {
    return PyBool_FromLong((*static_cast<const IsSuperseded*>(PyCapsule_GetPointer(capsule, nullptr)))());
}
PyMethodDef poll_superseded_method = {"is_superseded", poll_superseded, METH_NOARGS, nullptr};
PyMethodDef source_of_cell_method = {"source_of_cell", source_of_cell, METH_O, nullptr};
}  // namespace

// The answer is (start, end, [(text, kind, detail), ...], whole); start and end are bytes of `source`.
CompletionList completions(const std::string& source, std::size_t cursor, PyObject* names, bool patiently,
                           const IsSuperseded& is_superseded) {
    GIMBAL_ON(assist);
    cursor = std::min(cursor, source.size());
    CompletionList list{0, cursor, cursor, {}};
    PyRef poll = bind_function(poll_superseded_method, &is_superseded);
    PyRef answer = poll ? call_imported("gimbal_console.assist.completion", "complete", "y#nOiO", source.data(),
                                        size_of(source), static_cast<Py_ssize_t>(cursor), names,
                                        static_cast<int>(patiently), poll.get())
                        : PyRef{};
    Py_ssize_t start = 0, end = 0;
    PyObject* items = nullptr;
    int whole = 1;
    if (!answer || !PyArg_ParseTuple(answer.get(), "nnO!p", &start, &end, &PyList_Type, &items, &whole)) {
        PyErr_Clear();
        return list;
    }
    list.start = static_cast<std::size_t>(start);
    list.end = static_cast<std::size_t>(end);
    list.whole = whole != 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(items); ++i) {
        PyObject* item = PyList_GET_ITEM(items, i);
        list.items.push_back({text_at(item, 0), text_at(item, 1), text_at(item, 2)});
    }
    return list;
}

// The answer is (signature, begin, end, doc); begin and end are bytes of the signature.
CallTip call_tip(const std::string& source, std::size_t cursor, PyObject* names) {
    GIMBAL_ON(assist);
    cursor = std::min(cursor, source.size());
    CallTip tip{};
    PyRef answer = call_imported("gimbal_console.assist.inspection", "call_tip", "y#nO", source.data(), size_of(source),
                                 static_cast<Py_ssize_t>(cursor), names);
    PyObject *signature = nullptr, *doc = nullptr;
    Py_ssize_t begin = 0, end = 0;
    if (!answer || !PyArg_ParseTuple(answer.get(), "UnnU", &signature, &begin, &end, &doc)) {
        PyErr_Clear();
        return tip;
    }
    tip.signature = to_utf8(signature);
    tip.parameter_begin = std::min(static_cast<std::size_t>(begin), tip.signature.size());
    tip.parameter_end = std::clamp(static_cast<std::size_t>(end), tip.parameter_begin, tip.signature.size());
    tip.doc = to_utf8(doc);
    return tip;
}

Documentation documentation(const std::string& source, std::size_t cursor, const std::string& completion,
                            PyObject* names) {
    GIMBAL_ON(assist);
    cursor = std::min(cursor, source.size());
    PyRef answer = call_imported("gimbal_console.assist.inspection", "document", "y#ny#O", source.data(),
                                 size_of(source), static_cast<Py_ssize_t>(cursor), completion.data(),
                                 size_of(completion), names);
    PyErr_Clear();
    return {0, text_of(answer.get()), false};
}

Documentation inspection(const std::string& expression, bool with_source, PyObject* names) {
    GIMBAL_ON(assist);
    PyRef sources = bind_function(source_of_cell_method, &source_of_cell_method);
    PyRef answer = sources ? call_imported("gimbal_console.assist.inspection", "inspect", "y#iOO", expression.data(),
                                           size_of(expression), static_cast<int>(with_source), names, sources.get())
                           : PyRef{};
    PyErr_Clear();
    return {0, text_of(answer.get()), true};
}

// The answer is ([(name, type, size, value), ...], more).
VariableList variables(PyObject* names, PyObject* at_start) {
    GIMBAL_ON(assist);
    VariableList list{};
    PyRef answer = call_imported("gimbal_console.assist.variables", "variables", "OO", names,
                                 at_start ? at_start : Py_None);
    PyObject* rows = nullptr;
    int more = 0;
    if (!answer || !PyArg_ParseTuple(answer.get(), "O!p", &PyList_Type, &rows, &more)) {
        PyErr_Clear();
        return list;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(rows); ++i) {
        PyObject* row = PyList_GET_ITEM(rows, i);
        list.variables.push_back({text_at(row, 0), text_at(row, 1), text_at(row, 2), text_at(row, 3)});
    }
    list.more = more != 0;
    return list;
}

}  // namespace gimbal::console
