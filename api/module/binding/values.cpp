// Converts the values of commands to Python and back.
#include "api/module/binding/convert.h"

#include <string_view>

namespace gimbal::module {

using console::PyRef;

namespace {

constexpr Py_ssize_t most_items = 10'000'000;  // of a list of names

document::Value to_list(PyObject* items, PyObject* value, const std::string& name) {
    const Py_ssize_t size = PyTuple_GET_SIZE(items);
    if (size > most_items) raise(PyExc_ValueError, name + " has more than " + std::to_string(most_items) + " items");
    const bool texts = size == 0 || PyUnicode_Check(PyTuple_GET_ITEM(items, 0));
    if (!texts && size == 4) {
        glm::vec4 four;
        to_floats(items, name.c_str(), &four.x, 4);
        return four;
    }
    if (!texts && size == 3) return to_vec3(items, name.c_str());
    if (!texts)
        raise(PyExc_ValueError, name + " must be three or four numbers or a list of str, not " + text_of(value));
    std::vector<std::string> list;
    for (Py_ssize_t i = 0; i < size; ++i)
        list.push_back(to_text(PyTuple_GET_ITEM(items, i), (name + "[" + std::to_string(i) + "]").c_str()));
    return list;
}

bool is_path(PyObject* value) {
    PyRef method = PyRef::steal(PyObject_GetAttrString(reinterpret_cast<PyObject*>(Py_TYPE(value)), "__fspath__"));
    if (method) return true;
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw console::PythonErrorSet();
    PyErr_Clear();
    return false;
}

struct ToPython {
    PyObject* operator()(std::monostate) const { return none(); }
    PyObject* operator()(bool value) const { return from_bool(value); }
    PyObject* operator()(std::int64_t value) const { return checked(PyLong_FromLongLong(value)); }
    PyObject* operator()(double value) const { return checked(PyFloat_FromDouble(value)); }
    PyObject* operator()(const std::string& value) const { return from_text(value); }
    PyObject* operator()(const glm::vec3& value) const { return from_vec3(value); }
    PyObject* operator()(const glm::vec4& value) const { return from_vec4(value); }
    PyObject* operator()(const std::vector<std::string>& value) const { return new_list(value, from_text); }
};

}  // namespace

// Some types of arrays convert to a number, too. So what can be iterated is read as a list first.
document::Value to_value(PyObject* value, const std::string& name) {
    GIMBAL_GIL_HELD();
    if (value == Py_None) return std::monostate{};
    if (PyBool_Check(value)) return value == Py_True;
    if (PyUnicode_Check(value)) return to_text(value, name.c_str());
    if (PyFloat_Check(value)) return to_double(value, name.c_str());
    if (PyLong_Check(value)) return to_integer(value, name.c_str(), INT64_MIN, INT64_MAX);
    if (const PyRef items = items_of(value, most_items)) return to_list(items.get(), value, name);
    if (std::string_view(Py_TYPE(value)->tp_name).starts_with("numpy.bool")) return to_bool(value, name.c_str());
    if (PyIndex_Check(value)) return to_integer(value, name.c_str(), INT64_MIN, INT64_MAX);
    if (PyNumber_Check(value)) return to_double(value, name.c_str());  // a numpy scalar, a Fraction
    if (is_path(value)) return to_path(value, name.c_str()).string();
    raise(PyExc_TypeError,
          name + " takes a bool, number, str, three or four numbers, or a list of str, not " + text_of(value));
}

PyObject* from_value(const document::Value& value) {
    GIMBAL_GIL_HELD();
    return std::visit(ToPython{}, value);
}

}  // namespace gimbal::module
