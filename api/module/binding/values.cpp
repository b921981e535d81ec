// Converts the values of commands to Python and back.
#include "api/module/binding/convert.h"

namespace gimbal::module {
namespace {

document::Value to_list(PyObject* value, const std::string& name) {
    console::PyRef items = console::PyRef::steal(PySequence_Fast(value, ""));
    if (!items) {
        PyErr_Clear();
        raise(PyExc_TypeError,
              name + " takes a bool, number, str, three or four numbers, or a list of str, not " + text_of(value));
    }
    const Py_ssize_t size = PySequence_Fast_GET_SIZE(items.get());
    const bool texts = size == 0 || PyUnicode_Check(PySequence_Fast_GET_ITEM(items.get(), 0));
    if (!texts && size == 4) {
        glm::vec4 four;
        to_floats(value, name.c_str(), &four.x, 4);
        return four;
    }
    if (!texts) return to_vec3(value, name.c_str());
    std::vector<std::string> list;
    for (Py_ssize_t i = 0; i < size; ++i)
        list.push_back(to_text(PySequence_Fast_GET_ITEM(items.get(), i), name.c_str()));
    return list;
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

document::Value to_value(PyObject* value, const std::string& name) {
    GIMBAL_GIL_HELD();
    if (value == Py_None) return std::monostate{};
    if (PyBool_Check(value)) return value == Py_True;
    if (PyUnicode_Check(value)) return to_text(value, name.c_str());
    if (PyFloat_Check(value)) return to_double(value, name.c_str());
    if (PyIndex_Check(value)) return to_integer(value, name.c_str(), INT64_MIN, INT64_MAX);
    if (PyNumber_Check(value) && !PySequence_Check(value)) return to_double(value, name.c_str());  // a numpy scalar
    if (PyObject_HasAttrString(value, "__fspath__")) return to_path(value, name.c_str()).string();
    return to_list(value, name);
}

PyObject* from_value(const document::Value& value) {
    GIMBAL_GIL_HELD();
    return std::visit(ToPython{}, value);
}

}  // namespace gimbal::module
