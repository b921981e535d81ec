// Walks over the binary or text data of a PLY file as its header describes it.
#include "api/document/io/ply_header.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace gimbal::document {
namespace {

enum class Type { int8, uint8, int16, uint16, int32, uint32, float32, float64 };
constexpr std::array<std::size_t, 8> sizes{1, 1, 2, 2, 4, 4, 4, 8};

struct Property {
    std::string name;
    std::optional<Type> count_type;
    Type type;
};
struct Element {
    std::string name;
    std::uint64_t count = 0;
    std::vector<Property> properties;
};
struct Header {
    bool text = false, big_endian = false;
    std::vector<Element> elements;
    std::size_t data_begin = 0;
};

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t begin = line.find_first_not_of(" \t\r");
        if (begin == std::string_view::npos) return words;
        line.remove_prefix(begin);
        words.push_back(line.substr(0, line.find_first_of(" \t\r")));
        line.remove_prefix(words.back().size());
    }
}

Type type_of(std::string_view word) {
    static constexpr std::array<std::array<std::string_view, 2>, 8> names{{{"char", "int8"},
                                                                           {"uchar", "uint8"},
                                                                           {"short", "int16"},
                                                                           {"ushort", "uint16"},
                                                                           {"int", "int32"},
                                                                           {"uint", "uint32"},
                                                                           {"float", "float32"},
                                                                           {"double", "float64"}}};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (word == names[i][0] || word == names[i][1]) return static_cast<Type>(i);
    fail("its header names an unknown type '" + std::string(word) + "'");
}

std::uint64_t whole_number(std::string_view word) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size())
        fail("its header declares '" + std::string(word) + "' where a count must be");
    return value;
}

void read_header_line(Header& header, std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words[0] == "comment" || words[0] == "obj_info" || words[0] == "ply") return;
    if (words[0] == "format" && words.size() >= 2) {
        header.text = words[1] == "ascii";
        header.big_endian = words[1] == "binary_big_endian";
        if (!header.text && !header.big_endian && words[1] != "binary_little_endian")
            fail("its format '" + std::string(words[1]) + "' is unknown");
    } else if (words[0] == "element" && words.size() == 3) {
        header.elements.push_back({std::string(words[1]), whole_number(words[2]), {}});
    } else if (words[0] == "property" && !header.elements.empty() && words.size() == 3) {
        header.elements.back().properties.push_back({std::string(words[2]), {}, type_of(words[1])});
    } else if (words[0] == "property" && !header.elements.empty() && words.size() == 5 && words[1] == "list") {
        header.elements.back().properties.push_back({std::string(words[4]), type_of(words[2]), type_of(words[3])});
    } else {
        fail("its header has a line that PLY does not know: '" + std::string(line.substr(0, 60)) + "'");
    }
}

Header read_header(std::string_view contents) {
    if (!contents.starts_with("ply\n") && !contents.starts_with("ply\r"))
        fail("it is not a PLY file (it does not begin with 'ply')");
    Header header;
    for (std::size_t begin = 0; begin < contents.size();) {
        const std::size_t end = contents.find_first_of("\r\n", begin);
        if (end == std::string_view::npos) break;
        const std::string_view line = contents.substr(begin, end - begin);
        begin = end + (contents.substr(end, 2) == "\r\n" ? 2 : 1);
        if (line.starts_with("end_header")) {
            header.data_begin = begin;
            return header;
        }
        read_header_line(header, line);
    }
    fail("its header never ends");
}

[[noreturn]] void fail_cut_off(const Element& element, std::uint64_t got) {
    fail("it is cut off: its header declares " + std::to_string(element.count) + " of element '" + element.name +
         "', and it ends after " + std::to_string(got));
}

void check_index(std::uint64_t face, double index, std::uint64_t vertices) {
    if (index >= 0 && index < static_cast<double>(vertices)) return;
    fail("face " + std::to_string(face) + " uses vertex " + std::to_string(static_cast<long long>(index)) +
         ", but there are " + std::to_string(vertices) + " (indices start at 0)");
}

bool is_index(const Property& p) { return p.name == "vertex_indices" || p.name == "vertex_index"; }

class BinaryWalk {
public:
    BinaryWalk(const Header& header, std::string_view contents)
        : big_endian_(header.big_endian),
          data_(contents.substr(header.data_begin)) {}

    void element(const Element& element, std::uint64_t vertices) {
        std::size_t fixed = 0;
        bool lists = false;
        for (const Property& p : element.properties)
            p.count_type ? void(lists = true) : void(fixed += sizes[static_cast<int>(p.type)]);
        if (!lists) {
            if (fixed != 0 && element.count > data_.size() / fixed) fail_cut_off(element, data_.size() / fixed);
            data_.remove_prefix(element.count * fixed);
            return;
        }
        for (std::uint64_t i = 0; i < element.count; ++i)
            for (const Property& p : element.properties)
                if (!property(p, i, element.name == "face" ? vertices : 0)) fail_cut_off(element, i);
    }

private:
    bool property(const Property& p, std::uint64_t item, std::uint64_t vertices) {  // false: the data has ended
        if (!p.count_type) return skip(sizes[static_cast<int>(p.type)]);
        const auto count = number(*p.count_type);
        if (!count) return false;
        if (*count < 0) fail("item " + std::to_string(item) + " has a list of " + std::to_string(*count) + " numbers");
        if (vertices == 0 || !is_index(p))
            return skip(static_cast<std::size_t>(*count) * sizes[static_cast<int>(p.type)]);
        for (double i = 0; i < *count; ++i) {
            const auto index = number(p.type);
            if (!index) return false;
            check_index(item, *index, vertices);
        }
        return true;
    }

    bool skip(std::size_t bytes) {
        if (bytes > data_.size()) return false;
        data_.remove_prefix(bytes);
        return true;
    }

    template <class T>
    double as(std::array<char, 8> bytes) const {
        if (big_endian_) std::reverse(bytes.begin(), bytes.begin() + sizeof(T));
        T value;
        std::memcpy(&value, bytes.data(), sizeof value);
        return static_cast<double>(value);
    }

    std::optional<double> number(Type type) {
        const std::size_t size = sizes[static_cast<int>(type)];
        if (size > data_.size()) return std::nullopt;
        std::array<char, 8> bytes{};
        std::memcpy(bytes.data(), data_.data(), size);
        data_.remove_prefix(size);
        switch (type) {
            case Type::int8: return as<std::int8_t>(bytes);
            case Type::uint8: return as<std::uint8_t>(bytes);
            case Type::int16: return as<std::int16_t>(bytes);
            case Type::uint16: return as<std::uint16_t>(bytes);
            case Type::int32: return as<std::int32_t>(bytes);
            case Type::uint32: return as<std::uint32_t>(bytes);
            case Type::float32: return as<float>(bytes);
            case Type::float64: return as<double>(bytes);
        }
        return std::nullopt;
    }

    bool big_endian_;
    std::string_view data_;
};

void check_text_face(const Element& element, std::string_view line, std::uint64_t face, std::uint64_t vertices) {
    const std::vector<std::string_view> words = words_of(line);
    std::size_t at = 0;
    const auto next = [&] {  // an invalid number counts as 0, as in the parsers
        if (at >= words.size())
            fail("face " + std::to_string(face) + " ends early: '" + std::string(line.substr(0, 60)) + "'");
        double value = 0;
        std::from_chars(words[at].data(), words[at].data() + words[at].size(), value);
        ++at;
        return value;
    };
    for (const Property& p : element.properties) {
        const double count = p.count_type ? next() : 1;
        for (double i = 0; i < count; ++i) {
            const double value = next();
            if (p.count_type && is_index(p)) check_index(face, value, vertices);
        }
    }
}

void check_text_lines(const Header& header, std::string_view contents, std::uint64_t vertices) {
    std::string_view rest = contents.substr(header.data_begin);
    for (const Element& element : header.elements)
        for (std::uint64_t i = 0; i < element.count; ++i) {
            const std::size_t begin = rest.find_first_not_of(" \t\r\n");
            if (begin == std::string_view::npos) fail_cut_off(element, i);
            rest.remove_prefix(begin);
            const std::string_view line = rest.substr(0, rest.find_first_of("\r\n"));
            if (element.name == "face") check_text_face(element, line, i, vertices);
            rest.remove_prefix(line.size());
        }
}

}  // namespace

void check_ply_contents(std::string_view contents) {
    const Header header = read_header(contents);
    std::uint64_t vertices = 0, faces = 0;
    for (const Element& element : header.elements) {
        if (element.name == "vertex") vertices = element.count;
        if (element.name == "face" || element.name == "tristrips") faces = element.count;
    }
    if (vertices == 0) fail("it has 0 vertices");
    if (faces == 0) fail("it has 0 faces, and a mesh needs triangles");
    if (header.text) return check_text_lines(header, contents, vertices);
    BinaryWalk walk(header, contents);
    for (const Element& element : header.elements) walk.element(element, vertices);
}

}  // namespace gimbal::document
