// Conversion between str and C++ text that never fails on the content of the text.
#pragma once
#include "gimbal/console/python/gil.h"

#include <filesystem>
#include <string>
#include <string_view>

namespace gimbal::console {

// All functions here: Thread: Python.   GIL: held.

// Surrogates, which UTF-8 cannot hold, become backslash escapes. Out of memory returns "" and leaves no error set.
std::string to_utf8(PyObject* str);

inline std::string_view bytes_of(PyObject* bytes) {
    return {PyBytes_AS_STRING(bytes), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes))};
}

// Invalid bytes become U+FFFD. Empty: a Python error is set.
PyRef from_utf8(std::string_view text);
PyRef path_to_python(const std::filesystem::path& path);  // in the file system's encoding

// The name of the frame's code in tracebacks.
std::string file_of(PyFrameObject* frame);

// repr() and str() of an object, or `otherwise` if it is empty or its method raises. The method is user code.
std::string str_of(PyObject* object, const char* otherwise);
std::string repr_of(PyObject* object, const char* otherwise);

}  // namespace gimbal::console
