// Writes a value as Python source that evaluates to the same value.
#include <charconv>
#include <cmath>
#include <cstdio>

#include "api/document/commands/builtin_commands.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {
namespace {

template <class Number>
std::string digits_of(Number number) {  // the fewest digits that read back as the same number
    if (std::isnan(number)) return "float('nan')";
    if (std::isinf(number)) return number > 0 ? "float('inf')" : "float('-inf')";
    char digits[64];
    return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

std::string escaped(std::string_view text) {
    const char quote = text.find('\'') != std::string_view::npos && text.find('"') == std::string_view::npos ? '"'
                                                                                                             : '\'';
    std::string out(1, quote);
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = console::utf8_length(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        char code[8] = "";
        if (length == 0)
            std::snprintf(code, sizeof code, "\\udc%02x", c);  // as os.fsdecode writes a byte that is not UTF-8
        else if (c == '\n') std::snprintf(code, sizeof code, "\\n");
        else if (c == '\r') std::snprintf(code, sizeof code, "\\r");
        else if (c == '\t') std::snprintf(code, sizeof code, "\\t");
        else if (c < 32 || c == 127) std::snprintf(code, sizeof code, "\\x%02x", c);
        else if (c == '\\' || c == static_cast<unsigned char>(quote)) std::snprintf(code, sizeof code, "\\%c", c);
        out += *code ? std::string(code) : std::string(text.substr(i, length));
        i += length == 0 ? 1 : length;
    }
    return out + quote;
}

template <class Vector>
std::string tuple_of(const Vector& vector) {
    std::string out = "(";
    for (int i = 0; i < Vector::length(); ++i) out += (i ? ", " : "") + digits_of(vector[i]);
    return out + ")";
}

struct Literal {
    std::string operator()(std::monostate) const { return "None"; }
    std::string operator()(bool value) const { return value ? "True" : "False"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(double value) const {
        const std::string digits = digits_of(value);
        return digits.find_first_not_of("-0123456789") == std::string::npos ? digits + ".0" : digits;
    }
    std::string operator()(const std::string& value) const { return escaped(value); }
    std::string operator()(const glm::vec3& value) const { return tuple_of(value); }
    std::string operator()(const glm::vec4& value) const { return tuple_of(value); }
    std::string operator()(const std::vector<std::string>& value) const {
        std::string out = "[";
        for (const std::string& item : value) out += (out.size() > 1 ? ", " : "") + escaped(item);
        return out + "]";
    }
};

}  // namespace

std::string python_literal(const Value& value) { return std::visit(Literal{}, value); }

std::string number_text(double number) {
    std::string text = python_literal(number);
    if (text.ends_with(".0")) text.resize(text.size() - 2);
    return text;
}

}  // namespace gimbal::document
