// Conversions between Python and C++ values. Errors name the parameter, the value and the range.
#pragma once
#include "api/module/binding/binding.h"

#include <filesystem>
#include <glm/glm.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "api/document/commands/commands.h"

namespace gimbal::module {

// Each function throws PythonErrorSet with TypeError, ValueError or OverflowError set.
// Thread: Python.   GIL: held.
[[noreturn]] void raise(PyObject* type, const std::string& message);
[[noreturn]] void raise_os_error(int error_number,
                                 const std::filesystem::path& path);     // FileNotFoundError, PermissionError ...
void set_os_error(int error_number, const std::filesystem::path& path);  // the same, without a throw
PyObject* checked(PyObject* fresh);  // throws if it is null, because an error is set

// The arguments in the order of `names`, borrowed; nullptr if omitted. Raises TypeError for unknown, repeated or
// missing ones.
void take_into(const Call& call, const char* function, const char* const* names, std::size_t count,
               std::size_t required, PyObject** out);
template <std::size_t count>
std::array<PyObject*, count> take(const Call& call, const char* function, const char* const (&names)[count],
                                  std::size_t required = 0) {
    std::array<PyObject*, count> out{};
    take_into(call, function, names, count, required, out.data());
    return out;
}

double to_double(PyObject* value, const char* name);  // finite
float to_float(PyObject* value, const char* name);    // finite in 32 bits, too
std::int64_t to_integer(PyObject* value, const char* name, std::int64_t low, std::int64_t high);
bool to_bool(PyObject* value, const char* name);                   // True, False, 0, 1 or a numpy bool
std::string to_text(PyObject* value, const char* name);            // without null characters
std::filesystem::path to_path(PyObject* value, const char* name);  // str, bytes or os.PathLike

// Anything that can be iterated, except str and bytes. Each returns nothing, without an error, for another value.
console::PyRef iterator_of(PyObject* value);
console::PyRef items_of(PyObject* value, Py_ssize_t most);  // a tuple of at most `most` + 1 items

// For each item of a loop that may be endless without running Python code, such as over itertools.repeat(): now and
// then it lets other threads run and throws what a signal handler raises, so Ctrl-C and Stop end the loop.
class SignalPoll {
public:
    void next() {
        if (++count_ % 4096 == 0) look();
    }

private:
    static void look();
    unsigned count_ = 0;
};

void to_floats(PyObject* value, const char* name, float* out, int count);  // a sequence of `count` finite numbers
glm::vec3 to_vec3(PyObject* value, const char* name);
glm::vec3 to_scale(PyObject* value);   // three numbers, or one for all axes
glm::vec4 to_colour(PyObject* value);  // three or four numbers from 0 to 1
document::Value to_value(PyObject* value, const std::string& name);

PyObject* from_text(const std::string& text);  // new references; throw if out of memory
PyObject* from_vec3(const glm::vec3& value);
PyObject* from_vec4(const glm::vec4& value);
PyObject* from_bounds(const document::Bounds& bounds);  // ((x, y, z), (x, y, z)), or None if empty
PyObject* from_path(const std::filesystem::path& path);
PyObject* from_value(const document::Value& value);
// A list of make(item), which returns a new reference, for each item.
template <class Range, class Make>
PyObject* new_list(const Range& items, Make make) {
    console::PyRef list = console::PyRef::steal(checked(PyList_New(0)));
    for (const auto& item : items) {
        console::PyRef made = console::PyRef::steal(make(item));
        if (PyList_Append(list.get(), made.get()) < 0) throw console::PythonErrorSet();
    }
    return list.release();
}
template <class Range>
PyObject* new_text_tuple(const Range& texts) {
    console::PyRef list = console::PyRef::steal(new_list(texts, from_text));
    return checked(PyList_AsTuple(list.get()));
}
void put(PyObject* dict, const std::string& key, PyObject* fresh);  // takes the reference
inline PyObject* none() { return Py_NewRef(Py_None); }
inline PyObject* from_bool(bool value) { return Py_NewRef(value ? Py_True : Py_False); }

// Writes to sys.stderr. Ignores its errors and keeps a pending exception.
void print_to_stderr(const std::string& text) noexcept;
// The value for a message: its repr if it is of a common type, else its type; at most 60 bytes. Runs no code of the
// value and never throws.
std::string text_of(PyObject* value);

}  // namespace gimbal::module
