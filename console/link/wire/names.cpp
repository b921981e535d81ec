#include "link/wire/names.h"

#include <cstdio>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console::link::detail {

namespace {

constexpr std::size_t most_quoted = 60;  // characters

// C0, DEL, C1, and the two characters that end a line or a paragraph.
bool is_control(char32_t code) {
    return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029;
}

std::string number_of_character(const char* begin, char32_t code) {
    char text[16];
    std::snprintf(text, sizeof text, "%s%04X", begin, static_cast<unsigned>(code));
    return text;
}

std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (std::size_t at = 0, count = 0; at < text.size(); ++count) {
        if (count == most_quoted) return result + "…\"";
        const CodePoint next = decode_utf8(text, at);
        if (next.value == '\n') result += "\\n";
        else if (is_control(next.value)) result += number_of_character("\\u", next.value);
        else append_utf8(result, next.value);
        at += next.bytes;
    }
    return result + "\"";
}

const char* named_by(const Object& header) {
    const auto type = header.find("type");
    const std::string* text = type == header.end() ? nullptr : type->second.text();
    if (text && *text == "event") return "the name of the event ";
    return text && (*text == "hello" || *text == "welcome") ? "the name of this end " : "the name of the stream ";
}

}  // namespace

std::string name_problem(std::string_view text) {
    if (text.empty()) return "is empty";
    if (text.size() > longest_name)
        return "has " + std::to_string(text.size()) + " bytes, more than " + std::to_string(longest_name);
    if (!is_utf8(text)) return "is " + quoted(text) + ", which is not UTF-8";
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint next = decode_utf8(text, at);
        if (is_control(next.value))
            return "is " + quoted(text) + ", which holds the control character " +
                   number_of_character("U+", next.value) + "; a name is one line of text";
        at += next.bytes;
    }
    return {};
}

void check_name(std::string_view text, const std::string& what, Code code) {
    if (const std::string problem = name_problem(text); !problem.empty()) throw LinkError(code, what + problem);
}

void check_names(const Object& header, const Arrays& arrays) {
    if (const auto name = header.find("name"); name != header.end() && name->second.text())
        check_name(*name->second.text(), named_by(header), Code::bad_argument);
    if (const auto command = header.find("command"); command != header.end() && command->second.text())
        check_name(*command->second.text(), "the name of the command ", Code::bad_argument);
    if (const auto events = header.find("events"); events != header.end() && events->second.list())
        for (const Value& event : *events->second.list())
            if (event.text()) check_name(*event.text(), "the name of the event ", Code::bad_argument);
    for (const auto& [name, array] : arrays) check_name(name, "the name of the array ", Code::bad_array);
}

}  // namespace gimbal::console::link::detail
