// The numbers of an object that supports the buffer protocol, read by the layout that the exporter states.
#pragma once
#include "gimbal/console/python/errors.h"

#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "api/module/binding/convert.h"

namespace gimbal::module {

// An exporter may leave out strides, shape and format even if they were requested: ctypes gives no strides. The
// standard says what they are then: C order, bytes in one dimension. A type's letter says whether its items are signed,
// unsigned or real; their size is the exporter's, because 'l' has 4 or 8 bytes. Thread: Python.   GIL: held.
class NumberBuffer {
public:
    explicit NumberBuffer(PyObject* value);  // throws PythonErrorSet
    ~NumberBuffer() { PyBuffer_Release(&view_); }
    NumberBuffer(const NumberBuffer&) = delete;

    // Raises ValueError if the shape is not (n, `least`) to (n, `most`).
    void check_shape(const char* name, int least, int most) const;
    Py_ssize_t rows() const { return shape_[0]; }
    const char* format() const { return view_.format ? view_.format : "B"; }
    bool holds_objects() const { return std::strcmp(format(), "O") == 0; }

    // visit(row, column, number) for all numbers of the table. False: the items are not plain numbers.
    template <class Visit>
    bool for_each(Visit visit) const {
        const char kind = kind_of_items();
        const Py_ssize_t size = view_.itemsize;
        if (kind == 'f' && size == 4) return read<float>(visit);
        if (kind == 'f' && size == 8) return read<double>(visit);
        if (kind == 'f' && size == sizeof(long double)) return read<long double>(visit);
        if (kind == 'f' && size == 2) return read<Half>(visit);
        if (kind == 'i' && size == 1) return read<std::int8_t>(visit);
        if (kind == 'i' && size == 2) return read<std::int16_t>(visit);
        if (kind == 'i' && size == 4) return read<std::int32_t>(visit);
        if (kind == 'i' && size == 8) return read<std::int64_t>(visit);
        if (kind == 'u' && size == 1) return read<std::uint8_t>(visit);
        if (kind == 'u' && size == 2) return read<std::uint16_t>(visit);
        if (kind == 'u' && size == 4) return read<std::uint32_t>(visit);
        if (kind == 'u' && size == 8) return read<std::uint64_t>(visit);
        return false;
    }

private:
    struct Half {
        std::uint16_t bits;
        explicit operator double() const {
            return PyFloat_Unpack2(reinterpret_cast<const char*>(&bits), std::endian::native == std::endian::little);
        }
    };

    char kind_of_items() const;  // 'f', 'i' or 'u' for real, signed and unsigned numbers; 0 for others
    bool is_swapped() const;     // the bytes of an item have the other machine's order

    template <class T, class Visit>
    bool read(Visit visit) const {
        const char* base = static_cast<const char*>(view_.buf);
        for (Py_ssize_t row = 0; row < shape_[0]; ++row) {
            for (int column = 0; column < shape_[1]; ++column) {
                const char* item = base + row * strides_[0] + column * strides_[1];
                T value;
                std::memcpy(&value, item, sizeof value);
                if (swapped_) value = reversed(value);
                visit(row, column, static_cast<double>(value));
            }
        }
        return true;
    }

    template <class T>
    static T reversed(T value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        for (std::size_t i = 0; i < sizeof value / 2; ++i) std::swap(bytes[i], bytes[sizeof value - 1 - i]);
        std::memcpy(&value, bytes, sizeof value);
        return value;
    }

    Py_buffer view_{};
    std::vector<Py_ssize_t> shape_, strides_;
    bool swapped_ = false;
};

}  // namespace gimbal::module
