// Sorts the positional and keyword arguments of a call by parameter.
#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

std::string list_of(const char* const* names, std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) list += (i ? ", " : "") + std::string(names[i]);
    return list;
}

std::size_t index_of(PyObject* keyword, const char* const* names, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if (PyUnicode_CompareWithASCIIString(keyword, names[i]) == 0) return i;
    return count;
}

void take_keyword(const Call& call, Py_ssize_t index, const char* function, const char* const* names, std::size_t count,
                  PyObject** out) {
    PyObject* keyword = PyTuple_GET_ITEM(call.keywords, index);
    const std::size_t found = index_of(keyword, names, count);
    if (found == count) {
        raise(PyExc_TypeError, std::string(function) + "() has no parameter " + text_of(keyword) +
                                   (count ? "; it takes " + list_of(names, count) : "; it takes none"));
    }
    if (out[found]) raise(PyExc_TypeError, std::string(function) + "() got '" + names[found] + "' twice");
    out[found] = call.values[call.positional + index];
}

}  // namespace

void take_into(const Call& call, const char* function, const char* const* names, std::size_t count,
               std::size_t required, PyObject** out) {
    GIMBAL_GIL_HELD();
    if (call.positional > static_cast<Py_ssize_t>(count)) {
        raise(PyExc_TypeError, std::string(function) + "() takes at most " + std::to_string(count) + " arguments (" +
                                   list_of(names, count) + ") but " + std::to_string(call.positional) + " were given");
    }
    for (Py_ssize_t i = 0; i < call.positional; ++i) out[i] = call.values[i];
    const Py_ssize_t keywords = call.keywords ? PyTuple_GET_SIZE(call.keywords) : 0;
    for (Py_ssize_t i = 0; i < keywords; ++i) take_keyword(call, i, function, names, count, out);
    for (std::size_t i = 0; i < required; ++i)
        if (!out[i]) raise(PyExc_TypeError, std::string(function) + "() needs the argument '" + names[i] + "'");
}

}  // namespace gimbal::module
