// Follows run_pyc_file() of CPython's Python/pythonrun.c.
#include "engine/python/compiled_file.h"

#include <marshal.h>

#include <cstdint>

namespace gimbal::console {

namespace {
constexpr std::size_t header_bytes = 16;  // magic number, flags, and the time and size or the hash of the source

std::uint32_t number_at_begin(std::string_view bytes, std::size_t count) {
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < count; ++i)
        number |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    return number;
}

std::uint32_t magic_number() { return static_cast<std::uint32_t>(PyImport_GetMagicNumber()); }
}  // namespace

bool is_compiled_file(std::string_view name, std::string_view bytes) {
    if (name.ends_with(".pyc")) return true;
    return bytes.size() >= 2 && number_at_begin(bytes, 2) == (magic_number() & 0xFFFF);
}

PyRef read_compiled(std::string_view bytes) {
    GIMBAL_GIL_HELD();
    if (bytes.size() < header_bytes || number_at_begin(bytes, 4) != magic_number()) {
        PyErr_SetString(PyExc_RuntimeError,
                        "Bad magic number in .pyc file: another version of Python has compiled it, or it is damaged");
        return {};
    }
    bytes.remove_prefix(header_bytes);
    PyRef code = PyRef::steal(PyMarshal_ReadObjectFromString(bytes.data(), std::ssize(bytes)));
    if (!code || PyCode_Check(code.get())) return code;
    PyErr_SetString(PyExc_RuntimeError, "Bad code object in .pyc file");
    return {};
}

}  // namespace gimbal::console
