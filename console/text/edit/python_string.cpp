// Follows CPython's tokenizer. Never fails: a literal that is an error there ends with its line.
#include "text/edit/python_string.h"

#include <algorithm>
#include <string>

namespace gimbal::console {
namespace {

constexpr std::size_t most_levels = 100;  // CPython allows 150; a brace further in is plain text here

bool has_any(std::string_view prefix, std::string_view letters) {
    return prefix.find_first_of(letters) != std::string_view::npos;
}

}  // namespace

bool is_name_byte(char c) {
    return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

bool is_string_prefix(std::string_view word) {
    return word.size() <= 2 && word.find_first_not_of("rRbBuUfFtT") == std::string_view::npos;
}

bool fields_span_lines() { return GIMBAL_FIELDS_SPAN_LINES; }

const PythonString::Level& PythonString::literal() const {
    return *std::ranges::find_if(levels_.rbegin(), levels_.rend(), [](const Level& level) { return level.quote != 0; });
}

std::size_t PythonString::open(std::string_view line, std::size_t at) {
    std::size_t first = at;
    while (first > 0 && at - first < 3 && is_name_byte(line[first - 1])) --first;
    std::string_view prefix = line.substr(first, at - first);
    if (!is_string_prefix(prefix)) prefix = {};
    const bool triple = line.substr(at).starts_with(std::string(3, line[at]));
    levels_.push_back({.quote = line[at],
                       .triple = triple,
                       .raw = has_any(prefix, "rR"),
                       .has_fields = has_any(prefix, "fFtT") && levels_.size() < most_levels});
    return at + (triple ? 3 : 1);
}

std::size_t PythonString::read(std::string_view line, std::size_t at) {
    while (is_open() && at < line.size()) at = in_code() ? read_code(line, at) : read_literal(line, at);
    if (is_open()) end_line();
    escapes_newline_ = false;
    return std::min(at, line.size());
}

// Reads the text of a literal or of a format specification.
std::size_t PythonString::read_literal(std::string_view line, std::size_t at) {
    const Level of = literal();
    const bool in_specification = levels_.back().in_specification;
    const std::string close(of.triple ? 3 : 1, of.quote);
    while (at < line.size()) {
        if (line[at] == '\\') {
            at = skip_escape(line, at);
        } else if (line.substr(at).starts_with(close)) {
            close_literal();
            return at + close.size();
        } else if (of.has_fields && line.substr(at).starts_with("{{") && !in_specification) {
            at += 2;
        } else if (of.has_fields && line[at] == '{') {
            levels_.push_back({});
            return at + 1;
        } else if (in_specification && line[at] == '}') {
            levels_.pop_back();
            return at + 1;
        } else ++at;
    }
    return at;
}

// A backslash escapes a quote, in raw strings too, but no brace; the braces of "\N{DASH}" hold a name.
std::size_t PythonString::skip_escape(std::string_view line, std::size_t at) {
    const Level& of = literal();
    if (at + 1 == line.size()) {
        escapes_newline_ = true;
        return at + 1;
    }
    if (of.has_fields && !of.raw && line.substr(at).starts_with("\\N{"))
        return std::min(line.find('}', at), line.size());
    return of.has_fields && (line[at + 1] == '{' || line[at + 1] == '}') ? at + 1 : at + 2;
}

std::size_t PythonString::read_code(std::string_view line, std::size_t at) {
    for (Level& field = levels_.back(); at < line.size(); ++at) {
        switch (line[at]) {
            case '"':
            case '\'': return open(line, at);
            case '#': return line.size();
            case '\\': ++at; break;
            case '(':
            case '[':
            case '{': ++field.brackets; break;
            case ':':
                if (field.brackets > 0) break;
                field.in_specification = true;
                return at + 1;
            case '}':
                if (field.brackets == 0) {
                    levels_.pop_back();
                    return at + 1;
                }
                --field.brackets;
                break;
            case ')':
            case ']':
                if (field.brackets > 0) --field.brackets;
                break;
            default: break;
        }
    }
    return at;
}

// Drops the innermost literal and the fields that a format specification has in it.
void PythonString::close_literal() {
    while (levels_.back().quote == 0) levels_.pop_back();
    levels_.pop_back();
}

// A literal that may not continue on the next line ends here. So do the literals around it, up to a triple-quoted one.
void PythonString::end_line() {
    if (!in_code() && !literal().triple && !escapes_newline_) {
        if (levels_.back().in_specification && fields_span_lines()) {
            levels_.back().in_specification = false;
            return;
        }
        close_literal();
        while (is_open() && !literal().triple) close_literal();
    }
    if (!fields_span_lines())
        while (in_code() && !literal().triple) close_literal();
}

}  // namespace gimbal::console
