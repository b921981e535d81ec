// Arrays of numbers with a shape, as messages carry them. The bytes are shared, never changed.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace gimbal::console::link {

enum class Dtype : std::uint8_t { int8, uint8, int16, uint16, int32, uint32, int64, uint64, float32, float64 };

const char* dtype_name(Dtype dtype);  // "float32"
std::optional<Dtype> dtype_named(std::string_view name);
std::size_t dtype_bytes(Dtype dtype);

template <class T>
constexpr Dtype dtype_of() {
    if constexpr (std::is_same_v<T, float>) return Dtype::float32;
    else if constexpr (std::is_same_v<T, double>) return Dtype::float64;
    else {
        static_assert(std::is_integral_v<T> && sizeof(T) <= 8, "arrays hold integers, floats and doubles");
        constexpr bool is_signed = std::is_signed_v<T>;
        if constexpr (sizeof(T) == 1) return is_signed ? Dtype::int8 : Dtype::uint8;
        else if constexpr (sizeof(T) == 2) return is_signed ? Dtype::int16 : Dtype::uint16;
        else if constexpr (sizeof(T) == 4) return is_signed ? Dtype::int32 : Dtype::uint32;
        else return is_signed ? Dtype::int64 : Dtype::uint64;
    }
}

using Shape = std::vector<std::size_t>;
constexpr std::size_t most_dimensions = 8;

// A C-contiguous array. A copy of it shares the bytes.
// Thread: any.   GIL: not needed.
class Array {
public:
    Array() = default;
    // `owner` keeps the bytes alive; nobody may change them. Throws std::invalid_argument for more than eight
    // dimensions or a size that does not fit into memory.
    Array(Dtype dtype, Shape shape, const void* data, std::shared_ptr<const void> owner);
    template <class T>
    static Array copy(std::span<const T> numbers, Shape shape) {
        return take(std::vector<T>(numbers.begin(), numbers.end()), std::move(shape));
    }
    template <class T>
    static Array take(std::vector<T> numbers, Shape shape) {
        const auto owner = std::make_shared<const std::vector<T>>(std::move(numbers));
        return checked(Array(dtype_of<T>(), std::move(shape), owner->data(), owner), owner->size());
    }
    template <class T>
    static Array take(std::vector<T> numbers) {
        const std::size_t count = numbers.size();
        return take(std::move(numbers), {count});
    }

    Dtype dtype() const { return dtype_; }
    const Shape& shape() const { return shape_; }
    std::size_t size() const { return size_; }  // count of numbers
    std::size_t byte_count() const { return size_ * dtype_bytes(dtype_); }
    const std::byte* data() const { return data_; }
    const std::shared_ptr<const void>& owner() const { return owner_; }
    // The numbers; empty if the array holds another type.
    template <class T>
    std::span<const T> as() const {
        if (dtype_of<T>() != dtype_) return {};
        return {reinterpret_cast<const T*>(data_), size_};
    }
    // The same as rows of N numbers; empty if the shape is not (rows, N).
    template <class T, std::size_t N>
    std::span<const std::array<T, N>> rows() const {
        if (dtype_of<T>() != dtype_ || shape_.size() != 2 || shape_[1] != N) return {};
        return {reinterpret_cast<const std::array<T, N>*>(data_), shape_[0]};
    }

private:
    static Array checked(Array array, std::size_t count);  // throws std::invalid_argument

    Dtype dtype_ = Dtype::uint8;
    Shape shape_{0};
    std::size_t size_ = 0;
    const std::byte* data_ = nullptr;
    std::shared_ptr<const void> owner_;
};

using Arrays = std::map<std::string, Array, std::less<>>;

// What an array of shared memory looks like.
struct ArrayLayout {
    Dtype dtype = Dtype::float32;
    Shape shape{};
};
using ArrayLayouts = std::map<std::string, ArrayLayout, std::less<>>;

// A mesh in the numbers of the protocol (docs/link.md, section 3).
struct Mesh {
    std::vector<std::array<float, 3>> positions{};         // metres
    std::vector<std::array<std::int32_t, 3>> triangles{};  // counter-clockwise; or faces and offsets
    std::vector<std::int32_t> faces{}, offsets{};
    std::vector<std::array<std::int32_t, 2>> lines{};
    std::vector<std::array<float, 4>> colours{};  // linear, 0 to 1; none, or one for each position

    Arrays arrays() const&;
    Arrays arrays() &&;  // without a copy
};

// Why the arrays are no mesh, as a sentence; empty: they are one. Dtypes, shapes and offsets only.
std::string mesh_shape_problem(const Arrays& arrays);
// The same of a segment of shared memory. `offsets` is not read.
std::string mesh_layout_problem(const ArrayLayouts& layouts);
// As mesh_shape_problem(), and each vertex number and coordinate. Reads every byte.
std::string mesh_problem(const Arrays& arrays);

}  // namespace gimbal::console::link
