// In Python 3.11 only the C function that prints an exception makes suggestions. So it prints the exception once more,
// into memory, and the lines with a suggestion replace those without.
#include "engine/python/suggestions.h"

#include <string_view>

#include "engine/python/imported.h"
#include "engine/python/text.h"

#if PY_VERSION_HEX >= 0x030C0000

namespace gimbal::console {

std::string with_suggestions(std::string text, PyObject*) { return text; }

}  // namespace gimbal::console

#else

// Exported by the library, declared in a header for CPython's own use.
extern "C" PyAPI_FUNC(void) _PyErr_Display(PyObject* file, PyObject* type, PyObject* value, PyObject* traceback);

namespace gimbal::console {

namespace {
constexpr std::string_view suggestion = ". Did you mean: '";
constexpr int most_exceptions = 100;  // looked at in one chain

bool may_have_suggestion(PyObject* exception, int& left) {
    if (!exception || exception == Py_None || left-- == 0) return false;
    if (PyErr_GivenExceptionMatches(exception, PyExc_AttributeError) ||
        PyErr_GivenExceptionMatches(exception, PyExc_NameError))
        return true;
    PyRef cause = PyRef::steal(PyException_GetCause(exception)),
          context = PyRef::steal(PyException_GetContext(exception));
    if (may_have_suggestion(cause.get(), left) || may_have_suggestion(context.get(), left)) return true;
    if (!PyErr_GivenExceptionMatches(exception, PyExc_BaseExceptionGroup)) return false;
    PyRef members = get_attribute(exception, "exceptions");
    if (!members || !PyTuple_Check(members.get())) return false;
    for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(members.get()); ++i)
        if (may_have_suggestion(PyTuple_GET_ITEM(members.get(), i), left)) return true;
    return false;
}

std::string printed_by_c(PyObject* exception) {
    PyRef file = call_imported("io", "StringIO", nullptr),
          traceback = PyRef::steal(PyException_GetTraceback(exception));
    if (!file) return {};
    _PyErr_Display(file.get(), type_of(exception), exception, traceback ? traceback.get() : Py_None);
    PyRef printed = call_method(file.get(), "getvalue");
    return printed && PyUnicode_Check(printed.get()) ? to_utf8(printed.get()) : std::string{};
}

// Whether a whole line of `text` begins at `at`, or npos.
std::size_t find_line(const std::string& text, const std::string& line, std::size_t from) {
    for (std::size_t at = text.find(line, from); at != std::string::npos; at = text.find(line, at + 1))
        if ((at == 0 || text[at - 1] == '\n') && text[at + line.size()] == '\n') return at;
    return std::string::npos;
}
}  // namespace

std::string with_suggestions(std::string text, PyObject* exception) {
    GIMBAL_GIL_HELD();
    int left = most_exceptions;
    const std::string printed = may_have_suggestion(exception, left) ? printed_by_c(exception) : std::string{};
    PyErr_Clear();
    std::size_t place = 0;
    for (std::size_t at = printed.find(suggestion); at != std::string::npos; at = printed.find(suggestion, at + 1)) {
        const std::size_t begin = printed.rfind('\n', at) + 1, end = printed.find('\n', at);
        if (end == std::string::npos) break;
        const std::size_t found = find_line(text, printed.substr(begin, at - begin), place);
        if (found == std::string::npos) continue;
        text.insert(found + at - begin, printed, at, end - at);
        place = found + end - begin;
    }
    return text;
}

}  // namespace gimbal::console

#endif
