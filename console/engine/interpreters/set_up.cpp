#include "gimbal/console/python/errors.h"
#include "engine/interpreters/set_up.h"

#include "engine/interpreters/set.h"
#include "engine/python/imported.h"
#include "engine/python/text.h"

namespace gimbal::console::detail {

namespace {
// A finder that names what cannot be imported, before CPython or the package itself fails in words of its own.
constexpr const char* refusals = R"(
import sys
class Refusals:
    def find_spec(self, name, path=None, target=None):
        if name in why:
            raise ImportError(why[name], name=name)
sys.meta_path.insert(0, Refusals())
)";

PyRef sentences(const InterpreterSet& set, const InterpreterRecord& record) {
    PyRef why = PyRef::steal(PyDict_New());
    const auto refuse = [&](const std::string& name, const std::string& sentence) {
        const PyRef text = from_utf8(sentence);
        if (why && (!text || PyDict_SetItemString(why.get(), name.c_str(), text.get()) != 0)) why = {};
    };
    for (const Extension& extension : set.parts().options.extensions)
        refuse(extension.name, "the module '" + extension.name +
                                   "' of the program works in the main interpreter only: " +
                                   "call it there, and pass the interpreter '" + record.name() + "' values");
    // CPython would refuse it where there is an own GIL. Version 3.13 then frees memory of the main interpreter, and
    // the process ends by "free(): invalid pointer".
    refuse("numpy", "numpy cannot be imported in the interpreter '" + record.name() +
                        "', because its C code works in the main interpreter only: make the array there, and pass "
                        "its memory as a memoryview");
    return why;
}

bool install_refusals(const InterpreterSet& set, const InterpreterRecord& record) {
    const PyRef names = PyRef::steal(PyDict_New());
    const PyRef why = names ? sentences(set, record) : PyRef();
    if (!why || PyDict_SetItemString(names.get(), "why", why.get()) != 0 ||
        PyDict_SetItemString(names.get(), "__builtins__", PyEval_GetBuiltins()) != 0)
        return false;
    return static_cast<bool>(PyRef::steal(PyRun_String(refusals, Py_file_input, names.get(), names.get())));
}

bool set_path(const std::vector<std::string>& path) {
    const PyRef list = PyRef::steal(PyList_New(0));
    for (const std::string& one : path) {
        const PyRef text = list ? path_to_python(one) : PyRef();
        if (!text || PyList_Append(list.get(), text.get()) != 0) return false;
    }
    return list && PySys_SetObject("path", list.get()) == 0;
}
}  // namespace

std::vector<std::string> present_path() {
    GIMBAL_GIL_HELD();
    std::vector<std::string> path;
    PyObject* list = PySys_GetObject("path");
    for (Py_ssize_t i = 0; list && PyList_Check(list) && i < PyList_GET_SIZE(list); ++i) {
        const PyRef bytes = PyRef::steal(PyUnicode_EncodeFSDefault(PyList_GET_ITEM(list, i)));
        if (bytes) path.emplace_back(bytes_of(bytes.get()));
        else PyErr_Clear();  // not a str
    }
    return path;
}

bool set_up_interpreter(InterpreterSet& set, InterpreterRecord& record, const std::vector<std::string>& path) {
    GIMBAL_GIL_HELD();
    return set_path(path) && set.parts().install_streams(record.name().c_str()) && install_refusals(set, record);
}

}  // namespace gimbal::console::detail
