// Functions for `gimbal.plugins`, which reads and writes files of the user's folder.
#include "api/module/binding/types.h"

#include <fcntl.h>

#include "api/module/binding/convert.h"
#include "api/module/binding/work.h"
#include "api/module/start_guard.h"
#include "gimbal/console/base/private_files.h"

namespace gimbal::module {
namespace {

using console::PyRef;

[[noreturn]] void raise_read_error(const std::error_code& error, std::size_t most_bytes,
                                   const std::filesystem::path& path) {
    PyRef name = PyRef::steal(from_path(path));
    PyRef problem = PyRef::steal(from_text(console::read_problem(error, most_bytes)));
    const bool plain = error == std::errc::no_such_file_or_directory;
    if (plain) raise_os_error(error.value(), path);
    PyRef arguments = PyRef::steal(checked(Py_BuildValue("(iOO)", error.value(), problem.get(), name.get())));
    PyErr_SetObject(PyExc_OSError, arguments.get());
    throw console::PythonErrorSet();
}

PyObject* read_file(const Call& call) {
    const auto [path_value, most] = take(call, "read_file", {"path", "most_bytes"}, 2);
    const std::filesystem::path path = to_path(path_value, "path");
    const auto most_bytes = static_cast<std::size_t>(to_integer(most, "most_bytes", 0, 1 << 30));
    std::error_code error;
    std::string bytes;
    {
        Unlocked unlocked;
        bytes = console::read_regular_file(path, most_bytes, error);
    }
    if (error) raise_read_error(error, most_bytes, path);
    return checked(PyBytes_FromStringAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size())));
}

PyObject* replace_file(const Call& call) {
    const auto [path_value, data] = take(call, "write_file", {"path", "data"}, 2);
    if (!PyBytes_Check(data)) raise(PyExc_TypeError, "data must be bytes, not " + text_of(data));
    const std::filesystem::path path = to_path(path_value, "path");
    std::error_code error;
    console::make_private_folders(path.parent_path(), error);
    if (error) raise_os_error(error.value(), path.parent_path());
    write_file(path, {PyBytes_AS_STRING(data), static_cast<std::size_t>(PyBytes_GET_SIZE(data))},
               console::private_file_mode);
    return none();
}

PyObject* loading(const Call& call) {
    const auto [what] = take(call, "loading", {"what"}, 1);
    PyRef bytes = PyRef::steal(PyUnicode_Check(what) ? PyUnicode_EncodeFSDefault(what) : nullptr);
    if (!bytes && !PyErr_Occurred()) raise(PyExc_TypeError, "what must be a str, not " + text_of(what));
    checked(bytes.get());
    call.module.start_guard.loading(
        {PyBytes_AS_STRING(bytes.get()), static_cast<std::size_t>(PyBytes_GET_SIZE(bytes.get()))});
    return none();
}

PyObject* take_crashes(const Call& call) {
    take_nothing(call, "take_crashes");
    return new_list(call.module.start_guard.take_crashes(), [](const std::string& what) { return from_path(what); });
}

PyObject* short_text(const Call& call) {
    const auto [value] = take(call, "short_text", {"value"}, 1);
    return from_text(text_of(value));
}

PyMethodDef functions[] = {
    function<read_file, gil::releases>(
        "read_file", "read_file($module, /, path, most_bytes)\n--\n\nThe content of a regular file (bytes).\n\n"
                     "Raises\n------\nOSError : it cannot be read, is no regular file, or has more bytes"),
    function<replace_file, gil::releases>(
        "write_file",
        "write_file($module, /, path, data)\n--\n\nReplace the file by one with these bytes, or keep it on a failure.\n"
        "Only the user can read a new file or a new folder."),
    function<loading, gil::keeps>("loading",
                                  "loading($module, /, what)\n--\n\nRemember that `what` is being loaded, until the "
                                  "next call. An empty str means nothing."),
    function<take_crashes, gil::keeps>(
        "take_crashes", "take_crashes($module, /)\n--\n\nWhat was being loaded by programs that have ended meanwhile "
                        "(list of str); each once."),
    function<short_text, gil::keeps>(
        "short_text", "short_text($module, /, value)\n--\n\nThe value for an error message, at most 60 bytes."),
    {},
};

}  // namespace

PyMethodDef* user_file_functions() { return functions; }

}  // namespace gimbal::module
