// Splits the header into lines of words. The first line shows how lines end, because the first byte of the data may
// look like the end of a line.
#include "api/document/io/read/ply_header.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "api/document/io/read/file_scene.h"

namespace gimbal::document {
namespace {

constexpr std::string_view blanks = " \t\r";

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const std::size_t begin = line.find_first_not_of(blanks);
        if (begin == std::string_view::npos) return words;
        line.remove_prefix(begin);
        words.push_back(line.substr(0, line.find_first_of(blanks)));
        line.remove_prefix(words.back().size());
    }
}

PlyType type_of(std::string_view word) {
    static constexpr std::array<std::array<std::string_view, 2>, 8> names{{{"char", "int8"},
                                                                           {"uchar", "uint8"},
                                                                           {"short", "int16"},
                                                                           {"ushort", "uint16"},
                                                                           {"int", "int32"},
                                                                           {"uint", "uint32"},
                                                                           {"float", "float32"},
                                                                           {"double", "float64"}}};
    for (std::size_t i = 0; i < names.size(); ++i)
        if (word == names[i][0] || word == names[i][1]) return static_cast<PlyType>(i);
    bad_file("its header names an unknown type '" + std::string(word.substr(0, 60)) + "'" + export_again);
}

std::uint64_t count_of(std::string_view word) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc() || end != word.data() + word.size())
        bad_file("its header declares '" + std::string(word.substr(0, 60)) + "' where a count must be" + export_again);
    return value;
}

PlyHeader::Format format_of(std::string_view word) {
    if (word == "ascii") return PlyHeader::Format::text;
    if (word == "binary_little_endian") return PlyHeader::Format::little_endian;
    if (word == "binary_big_endian") return PlyHeader::Format::big_endian;
    bad_file("its format '" + std::string(word.substr(0, 60)) + "' is unknown" + export_again);
}

struct HeaderReader {
    PlyHeader header;
    bool has_format = false;

    void line(std::string_view text) {
        const std::vector<std::string_view> words = words_of(text);
        if (words.empty() || words[0] == "comment" || words[0] == "obj_info") return;
        if (words[0] == "format" && words.size() >= 2) {
            header.format = format_of(words[1]);
            has_format = true;
        } else if (words[0] == "element" && words.size() == 3) {
            header.elements.push_back({std::string(words[1]), count_of(words[2])});
        } else if (words[0] == "property" && !header.elements.empty() && words.size() == 3) {
            header.elements.back().properties.push_back({std::string(words[2]), type_of(words[1])});
        } else if (words[0] == "property" && !header.elements.empty() && words.size() == 5 && words[1] == "list") {
            header.elements.back().properties.push_back({std::string(words[4]), type_of(words[3]), type_of(words[2])});
        } else {
            bad_file("its header has a line that PLY does not know: '" + std::string(text.substr(0, 60)) + "'" +
                     export_again);
        }
    }
};

}  // namespace

std::size_t size_of(PlyType type) {
    static constexpr std::array<std::size_t, 8> sizes{1, 1, 2, 2, 4, 4, 4, 8};
    return sizes[static_cast<std::size_t>(type)];
}

const PlyProperty* PlyElement::find(std::string_view property) const {
    const auto found = std::ranges::find(properties, property, &PlyProperty::name);
    return found == properties.end() ? nullptr : &*found;
}

PlyHeader read_ply_header(std::string_view contents) {
    const std::size_t first_end = contents.substr(0, 64).find_first_of("\r\n");
    if (first_end == std::string_view::npos ||
        words_of(contents.substr(0, first_end)) != std::vector<std::string_view>{"ply"})
        bad_file(std::string("it is not a PLY file (it does not begin with 'ply')") + export_again);
    const std::string_view line_end = contents.substr(first_end, 2) == "\r\n" ? contents.substr(first_end, 2)
                                                                              : contents.substr(first_end, 1);
    HeaderReader reader;
    for (std::size_t begin = first_end + line_end.size();;) {
        const std::size_t end = contents.find(line_end, begin);
        if (end == std::string_view::npos) bad_file(std::string("its header never ends") + export_again);
        const std::string_view line = contents.substr(begin, end - begin);
        begin = end + line_end.size();
        if (words_of(line) != std::vector<std::string_view>{"end_header"}) {
            reader.line(line);
            continue;
        }
        if (!reader.has_format) bad_file(std::string("its header has no line 'format'") + export_again);
        reader.header.data_begin = begin;
        return std::move(reader.header);
    }
}

}  // namespace gimbal::document
