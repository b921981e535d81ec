// Reads with read(2). When a signal interrupts it, Python's signal check runs before it goes on.
#include "engine/python/source_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "engine/python/text.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::console {

PyRef read_to_end(int descriptor) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    std::string bytes;
    char piece[16384];
    for (;;) {
        errno = 0;
        const ssize_t got = without_gil([&] { return read(descriptor, piece, sizeof piece); });
        if (got > 0) {
            bytes.append(piece, static_cast<std::size_t>(got));
        } else if (got == 0) {
            return PyRef::steal(PyBytes_FromStringAndSize(bytes.data(), std::ssize(bytes)));
        } else if (errno != EINTR) {
            PyErr_SetFromErrno(PyExc_OSError);
            return {};
        } else if (PyErr_CheckSignals() != 0) {
            return {};
        }
    }
}

PyRef read_source_file(const std::filesystem::path& path) {
    GIMBAL_ON(script);
    GIMBAL_GIL_HELD();
    PyRef name = path_to_python(path);
    if (!name) return {};
    // A pipe waits for its writer, and a file on another computer for the network.
    const Descriptor file(without_gil([&] { return open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (!file) {
        PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name.get());
        return {};
    }
    PyRef bytes = read_to_end(file.get());
    if (bytes || !PyErr_ExceptionMatches(PyExc_OSError)) return bytes;
    PyErr_Clear();
    errno = EISDIR;  // the usual reason why a file that can be opened cannot be read
    PyErr_SetFromErrnoWithFilenameObject(PyExc_OSError, name.get());
    return {};
}

}  // namespace gimbal::console
