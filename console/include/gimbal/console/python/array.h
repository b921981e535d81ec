// Arrays of numpy and other objects with the buffer protocol, as spans without a copy. Include this header first in a
// .cpp: it includes Python.h.
#pragma once
#include "gimbal/console/python/convert.h"

#include <span>

namespace gimbal::console {

// The numbers of a C-contiguous buffer of exactly this type, for example Array<const double> of a numpy array with
// dtype float64. `Array<double>` refuses a read-only array. The array keeps its owner alive, and the owner cannot be
// resized meanwhile. Scripts may change the numbers at any time; agree with them on who writes. Empty by default.
// Thread: any.   GIL: not needed. The span is valid until the engine's end.
template <class T>
class Array {
public:
    Array() = default;
    Array(Value owner, std::span<T> numbers, std::vector<std::size_t> shape)
        : owner_(std::move(owner)),
          numbers_(numbers),
          shape_(std::move(shape)) {}

    std::span<T> span() const { return numbers_; }
    T* data() const { return numbers_.data(); }
    std::size_t size() const { return numbers_.size(); }  // over all dimensions
    auto begin() const { return numbers_.begin(); }
    auto end() const { return numbers_.end(); }
    T& operator[](std::size_t index) const { return numbers_[index]; }
    const std::vector<std::size_t>& shape() const { return shape_; }  // one number for each dimension
    const Value& owner() const { return owner_; }                     // a memoryview

private:
    Value owner_;
    std::span<T> numbers_;
    std::vector<std::size_t> shape_;
};

namespace detail {
struct Buffer {
    Value owner;
    void* data = nullptr;
    std::vector<std::size_t> shape;
};
std::optional<Buffer> buffer_of(PyObject* object, const Place& place, NumberType type, bool writable);
PyRef view_of(const Value& owner);  // None for an empty Value
}  // namespace detail

template <class T>
struct Converter<Array<T>> {
    static_assert(std::is_arithmetic_v<T>);
    static std::optional<Array<T>> from(PyObject* object, const Place& place) {
        auto buffer = detail::buffer_of(object, place, detail::number_type<std::remove_const_t<T>>(),
                                        !std::is_const_v<T>);
        if (!buffer) return std::nullopt;
        std::size_t count = 1;
        for (const std::size_t length : buffer->shape) count *= length;
        return Array<T>(std::move(buffer->owner), {static_cast<T*>(buffer->data), count}, std::move(buffer->shape));
    }
    // A memoryview that the script may release: the owner stays.
    static PyRef to(const Array<T>& array) { return detail::view_of(array.owner()); }
};

}  // namespace gimbal::console
