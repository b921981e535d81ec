// The text signature and the docstring of a row.
#include "gimbal/console/python/bind/row.h"

#include <charconv>
#include <cmath>
#include <stdexcept>

namespace gimbal::console::bind {

namespace {
std::string text_of_double(double number) {
    if (std::isnan(number)) throw std::logic_error("nan has no literal in Python, so it cannot be a default");
    if (std::isinf(number)) return number < 0 ? "-1e999" : "1e999";
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    const std::string made(text, end);
    return made.find_first_of(".e") == std::string::npos ? made + ".0" : made;
}

std::string text_of_string(const std::string& text) {
    std::string made = "'";
    for (const char c : text) {
        if (c == '\n') made += "\\n";
        else if (c == '\\' || c == '\'') (made += '\\') += c;
        else made += c;
    }
    return made + "'";
}

// The end of a range, where "1.0" says no more than "1".
std::string text_of_end(const Literal& end) {
    std::string text = end.text();
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}
}  // namespace

std::optional<double> Literal::number() const {
    if (const auto* whole = integer()) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&held_)) return *real;
    return std::nullopt;
}

std::string Literal::text() const {
    if (const bool* truth = boolean()) return *truth ? "True" : "False";
    if (const auto* whole = integer()) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&held_)) return text_of_double(*real);
    if (const std::string* text = string()) return text_of_string(*text);
    return "None";
}

std::string Range::interval() const {
    if (!low) return (without_high ? "< " : "<= ") + text_of_end(*high);
    if (!high) return (without_low ? "> " : ">= ") + text_of_end(*low);
    return (without_low ? "in (" : "in [") + text_of_end(*low) + ", " + text_of_end(*high) + (without_high ? ")" : "]");
}

std::string Range::words() const {
    if (low && high && !without_low && !without_high)
        return "between " + text_of_end(*low) + " and " + text_of_end(*high);
    std::string words;
    if (low) words = (without_low ? "above " : "at least ") + text_of_end(*low);
    if (high) words += (low ? " and " : "") + std::string(without_high ? "below " : "at most ") + text_of_end(*high);
    return words;
}

namespace detail {

namespace {
// "int in [1, 1000], mm, default 10"
std::string text_of(const Parameter& parameter) {
    const Arg& arg = parameter.arg;
    std::string text = parameter.type(Use::parameter);
    if (arg.range()) text += " " + arg.range().interval();
    for (std::size_t i = 0; i < arg.choices().size(); ++i)
        text += (i ? ", " : ", one of ") + Literal(arg.choices()[i]).text();
    if (!arg.unit().empty()) text += ", " + arg.unit();
    if (arg.by_default()) text += ", default " + arg.by_default()->text();
    return text;
}

std::string section(const char* title) {
    return "\n\n" + std::string(title) + "\n" + std::string(std::string_view(title).size(), '-');
}

// The errors that the row itself raises.
std::string text_of_ranges(const Signature& signature) {
    std::string text;
    for (const auto& [arg, type] : signature.parameters) {
        if (!arg.range() && arg.choices().empty()) continue;
        text += "\nValueError\n    `" + arg.name() + "` is not " +
                (arg.range() ? arg.range().words() : "one of its choices") + ".";
    }
    return text;
}
}  // namespace

std::string text_signature(const Signature& signature) {
    std::string text = signature.has_self ? "($self" : "(";
    const auto add = [&](const std::string& part) { text += (text.ends_with('(') ? "" : ", ") + part; };
    const std::size_t count = signature.parameters.size();
    if (signature.has_self && signature.positional_only == 0) add("/");
    for (std::size_t i = 0; i < count; ++i) {
        const Arg& arg = signature.parameters[i].arg;
        if (i == signature.positional) add("*");
        add(arg.by_default() ? arg.name() + "=" + arg.by_default()->text() : arg.name());
        if (i + 1 == signature.positional_only) add("/");
    }
    return text + ")";
}

std::string docstring(const Signature& signature) {
    std::string text = signature.doc;
    if (!signature.parameters.empty()) text += section("Parameters");
    for (const Parameter& parameter : signature.parameters) {
        text += "\n" + parameter.arg.name() + " : " + text_of(parameter);
        if (!parameter.arg.doc().empty()) text += "\n    " + parameter.arg.doc();
    }
    const std::string result = signature.result ? signature.result(Use::result) : "None";
    if (result != "None") text += section("Returns") + "\n" + result;
    if (result != "None" && !signature.returns.doc.empty()) text += "\n    " + signature.returns.doc;
    std::string errors = text_of_ranges(signature);
    for (const Raises& error : signature.raises) errors += "\n" + error.type + "\n    " + error.when;
    if (!errors.empty()) text += section("Raises") + errors;
    return text.substr(text.find_first_not_of('\n') == std::string::npos ? text.size() : text.find_first_not_of('\n'));
}

}  // namespace detail
}  // namespace gimbal::console::bind
