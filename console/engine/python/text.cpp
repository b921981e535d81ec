#include "gimbal/console/python/gil.h"
#include "engine/python/text.h"

namespace gimbal::console {

namespace {
std::string text_or(PyRef str, const char* otherwise) {
    if (str) return to_utf8(str.get());
    PyErr_Clear();
    return otherwise;
}
}  // namespace

std::string to_utf8(PyObject* str) {
    GIMBAL_GIL_HELD();
    PyRef bytes = PyRef::steal(PyUnicode_AsEncodedString(str, "utf-8", "backslashreplace"));
    if (bytes) return std::string(bytes_of(bytes.get()));
    PyErr_Clear();
    return {};
}

PyRef from_utf8(std::string_view text) {
    GIMBAL_GIL_HELD();
    return PyRef::steal(PyUnicode_DecodeUTF8(text.data(), std::ssize(text), "replace"));
}

PyRef path_to_python(const std::filesystem::path& path) {
    return PyRef::steal(PyUnicode_DecodeFSDefault(path.c_str()));
}

std::string file_of(PyFrameObject* frame) {
    PyRef code = PyRef::steal(reinterpret_cast<PyObject*>(PyFrame_GetCode(frame)));
    return to_utf8(reinterpret_cast<PyCodeObject*>(code.get())->co_filename);
}

std::string str_of(PyObject* object, const char* otherwise) {
    return object ? text_or(PyRef::steal(PyObject_Str(object)), otherwise) : otherwise;
}

std::string repr_of(PyObject* object, const char* otherwise) {
    return object ? text_or(PyRef::steal(PyObject_Repr(object)), otherwise) : otherwise;
}

}  // namespace gimbal::console
