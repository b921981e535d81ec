// The numbers of a PLY file's data, one after the other, as text or binary.
#pragma once
#include <bit>
#include <cstdint>
#include <string_view>

#include "api/document/io/read/byte_reader.h"
#include "api/document/io/read/ply_header.h"
#include "api/document/io/read/text_reader.h"

namespace gimbal::document {

// Throws BadMeshFile.
[[noreturn]] void fail_cut_off(const PlyElement& element, std::uint64_t got);

// An item begins on a new line and may go on over several.
// Thread: any, one at a time.   GIL: not needed.
class TextValues {
public:
    TextValues(std::string_view data, std::size_t lines_before, Job& job) : text_(data, job, 0), size_(data.size()) {
        text_.count_lines_from(lines_before + 1);
    }
    double share_read() const { return 1 - static_cast<double>(bytes_left()) / static_cast<double>(size_ + 1); }
    std::size_t bytes_left() const { return text_.bytes_left(); }

    void begin_item(const PlyElement& element, std::uint64_t number) {
        element_ = &element;
        number_ = number;
        if (!element.properties.empty() && !text_.find_word()) fail_cut_off(element, number);
    }
    void end_item() {
        if (text_.at_line_end()) return text_.next_line();
        text_.fail(element_->name + " " + std::to_string(number_) + " has more numbers than its header declares ('" +
                   std::string(text_.rest_of_line().substr(0, 40)) + "'), or the next " + element_->name +
                   " does not begin a new line, as PLY demands" + export_again);
    }
    float coordinate(PlyType) {
        find();
        return text_.number();
    }
    double number(PlyType) {
        find();
        text_.tick();
        return text_.precise_number();
    }
    void skip(PlyType, std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            find();
            text_.tick();
            text_.word();
        }
    }

private:
    void find() {
        if (text_.at_line_end() && !text_.find_word()) fail_cut_off(*element_, number_);
    }

    TextReader text_;
    std::size_t size_;
    const PlyElement* element_ = nullptr;
    std::uint64_t number_ = 0;
};

// Thread: any, one at a time.   GIL: not needed.
class BinaryValues {
public:
    BinaryValues(std::string_view data, std::endian order) : data_(data), size_(data.size()), order_(order) {}
    double share_read() const { return 1 - static_cast<double>(bytes_left()) / static_cast<double>(size_ + 1); }
    std::size_t bytes_left() const { return data_.size(); }

    void begin_item(const PlyElement& element, std::uint64_t number) {
        element_ = &element;
        number_ = number;
    }
    void end_item() {}
    float coordinate(PlyType type) {
        return type == PlyType::float32 ? take<float>() : static_cast<float>(number(type));
    }
    double number(PlyType type) {
        switch (type) {
            case PlyType::int8: return take<std::int8_t>();
            case PlyType::uint8: return take<std::uint8_t>();
            case PlyType::int16: return take<std::int16_t>();
            case PlyType::uint16: return take<std::uint16_t>();
            case PlyType::int32: return take<std::int32_t>();
            case PlyType::uint32: return take<std::uint32_t>();
            case PlyType::float32: return static_cast<double>(take<float>());
            case PlyType::float64: return take<double>();
        }
        return 0;
    }
    void skip(PlyType type, std::uint64_t count) {
        if (count > data_.size() / size_of(type)) fail_cut_off(*element_, number_);
        data_.remove_prefix(static_cast<std::size_t>(count) * size_of(type));
    }

private:
    template <class Number>
    Number take() {
        if (data_.size() < sizeof(Number)) fail_cut_off(*element_, number_);
        const Number value = number_from<Number>(data_.data(), order_);
        data_.remove_prefix(sizeof(Number));
        return value;
    }

    std::string_view data_;
    std::size_t size_;
    std::endian order_;
    const PlyElement* element_ = nullptr;
    std::uint64_t number_ = 0;
};

}  // namespace gimbal::document
