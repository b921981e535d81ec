// Writes a mesh file as text or binary through a buffer.
#pragma once
#include <bit>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <string>
#include <string_view>
#include <type_traits>

#include "gimbal/console/base/atomic_file.h"

namespace gimbal::document {

// Until finish() the target is as it was. Every write is checked; throws std::system_error.
// Thread: any, one at a time.   GIL: not needed.
class FileWriter {
public:
    explicit FileWriter(const std::filesystem::path& target) : file_(target) { buffer_.reserve(buffer_bytes + 4096); }

    FileWriter& operator<<(std::string_view text) {
        buffer_.append(text);
        flush_if_full();
        return *this;
    }
    // The shortest text that reads back as the same number.
    template <class Number>
    requires std::is_arithmetic_v<Number> FileWriter& operator<<(Number number) {
        char digits[48];
        buffer_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
        flush_if_full();
        return *this;
    }
    // With ten digits: one more than a float needs, for the rounding of a conversion.
    void write_precise(double number) {
        constexpr int digits_of_colour = 10;
        char digits[48];
        buffer_.append(
            digits,
            std::to_chars(digits, digits + sizeof digits, number, std::chars_format::general, digits_of_colour).ptr);
        flush_if_full();
    }
    template <class Item>  // little endian, without padding
    void write_bytes(const Item& item) {
        static_assert(std::endian::native == std::endian::little && std::is_trivially_copyable_v<Item>);
        buffer_.append(reinterpret_cast<const char*>(&item), sizeof item);
        flush_if_full();
    }
    void finish() {
        file_.write(buffer_);
        file_.commit();
    }

private:
    static constexpr std::size_t buffer_bytes = 1 << 20;
    void flush_if_full() {
        if (buffer_.size() < buffer_bytes) return;
        file_.write(buffer_);
        buffer_.clear();
    }

    console::AtomicFile file_;
    std::string buffer_;
};

}  // namespace gimbal::document
