// Functions for `gimbal.plugins`, which reads and writes files of the user's folder.
#include "api/module/binding/rows.h"

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

PyRef read_file(const Call&, std::filesystem::path path, std::size_t most_bytes) {
    std::error_code error;
    std::string bytes;
    {
        Unlocked unlocked;
        bytes = console::read_regular_file(path, most_bytes, error);
    }
    if (error) raise_read_error(error, most_bytes, path);
    return PyRef::steal(checked(PyBytes_FromStringAndSize(bytes.data(), static_cast<Py_ssize_t>(bytes.size()))));
}

void replace_file(const Call&, std::filesystem::path path, HeldBytes data) {
    std::error_code error;
    console::make_private_folders(path.parent_path(), error);
    if (error) raise_os_error(error.value(), path.parent_path());
    write_file(path, data.content, console::private_file_mode);
}

void loading(const Call& call, std::filesystem::path what) { call.module.start_guard.loading(what.string()); }

std::vector<std::filesystem::path> take_crashes(const Call& call) {
    const auto crashes = call.module.start_guard.take_crashes();
    return std::vector<std::filesystem::path>(crashes.begin(), crashes.end());
}

std::string short_text(const Call&, PyRef value) { return text_of(value.get()); }

}  // namespace

void add_user_file_rows(bind::Module& rows) {
    rows.function<gil::partly>("read_file", in_module(read_file), "The content of a regular file.", arg("path"),
                               arg("most_bytes").in_range(0, 1 << 30),
                               bind::raises("OSError", "it cannot be read, is no regular file, or has more bytes"));
    rows.function<gil::partly>("write_file", in_module(replace_file),
                               "Replace the file by one with these bytes, or keep it on a failure. Only the user can "
                               "read a new file or a new folder.",
                               arg("path"), arg("data"));
    rows.function<gil::keeps>("loading", in_module(loading),
                              "Remember that `what` is being loaded, until the next call. An empty str means nothing.",
                              arg("what"));
    rows.function<gil::keeps>("take_crashes", in_module(take_crashes),
                              "What was being loaded by programs that have ended meanwhile; each once.");
    rows.function<gil::keeps>("short_text", in_module(short_text), "The value for an error message, at most 60 bytes.",
                              arg("value"));
}

}  // namespace gimbal::module
