// Scans brackets, strings and logical lines, as Python's interactive prompt reads them.
#include "text/edit/input_state.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <vector>

#include "text/edit/brackets.h"
#include "text/edit/python_string.h"

namespace gimbal::console {
namespace {

constexpr std::string_view compound[] = {"if",    "for",   "while", "with", "try",    "def",
                                         "class", "async", "elif",  "else", "except", "finally"};
constexpr std::string_view soft_compound[] = {"match", "case"};  // names, unless the line ends with a colon
constexpr std::string_view try_statement[] = {"try"};

// Whether the statement begins with one of the words. The whole word counts: `class_ = 5` is not a class.
bool begins_with(std::string_view statement, std::span<const std::string_view> words) {
    const auto end = std::ranges::find_if_not(statement, is_name_byte);
    return std::ranges::find(words, std::string_view(statement.begin(), end)) != words.end();
}

struct Scan {
    int depth = 0;                                       // the number of open brackets
    PythonString string;                                 // the one that is open
    bool backslash = false;                              // the last line ends with a backslash
    std::size_t logical_begin = std::string_view::npos;  // the first character of the last logical line with code
    std::size_t logical_indent = 0;
    char last = 0;                   // the last character of code
    std::vector<std::size_t> tries;  // indents of the `try` statements that have no `except` or `finally` yet
};

// Skips the string at `at` and returns the position after it. A string that breaks off is an error, which the run
// reports.
std::size_t skip_string(std::string_view source, std::size_t at, PythonString& string) {
    const auto line = [&] { return source.substr(0, source.find('\n', at)); };
    at = string.open(source, at);
    at = string.read(line(), at);
    while (string.is_open() && at + 1 < source.size()) {
        ++at;  // to the next line
        at = string.read(line(), at);
    }
    return string.is_open() ? source.size() : at;
}

Scan scan_source(std::string_view source) {
    Scan scan;
    std::size_t line_begin = 0;
    bool line_start = true;  // no code yet in a line that begins a statement
    for (std::size_t at = 0; at < source.size();) {
        char c = source[at];
        if (c == '\n') {
            line_start = scan.depth == 0 && !scan.backslash;
            scan.backslash &= at + 1 == source.size();
            line_begin = ++at;
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\f') {
            ++at;
            continue;
        }
        if (c == '#') {
            at = std::min(source.find('\n', at), source.size());
            continue;
        }
        if (line_start) {
            scan.logical_begin = at;
            scan.logical_indent = at - line_begin;
            line_start = false;
            // A line at the indent of a `try` is its `except` or `finally`, or an error.
            while (!scan.tries.empty() && scan.tries.back() >= scan.logical_indent) scan.tries.pop_back();
            if (begins_with(source.substr(at), try_statement)) scan.tries.push_back(scan.logical_indent);
        }
        scan.last = c;
        scan.backslash = c == '\\' && (at + 1 == source.size() || source[at + 1] == '\n');
        if (c == '"' || c == '\'') {
            at = skip_string(source, at, scan.string);
            continue;
        }
        if (is_opening(c)) ++scan.depth;
        if (is_closing(c)) scan.depth = std::max(0, scan.depth - 1);
        ++at;
    }
    return scan;
}

bool ends_with_blank_line(std::string_view source) {
    std::size_t newline = source.rfind('\n');
    return newline != std::string_view::npos &&
           source.find_first_not_of(" \t\r", newline + 1) == std::string_view::npos;
}

}  // namespace

InputState input_state(std::string_view source) {
    Scan scan = scan_source(source);
    if (scan.depth > 0 || scan.string.is_open() || scan.backslash || !scan.tries.empty()) return InputState::incomplete;
    if (scan.logical_begin == std::string_view::npos) return InputState::ready;  // blank, or only comments
    const std::string_view statement = source.substr(scan.logical_begin);
    const bool is_compound = begins_with(statement, compound), ends_with_colon = scan.last == ':';
    // A header needs its block and a decorator its function: a blank line does not end them.
    const bool is_header = ends_with_colon && (is_compound || begins_with(statement, soft_compound));
    if (is_header || statement.front() == '@') return InputState::incomplete;
    if (ends_with_blank_line(source)) return InputState::ready;
    if (ends_with_colon) return InputState::incomplete;
    return scan.logical_indent > 0 || is_compound ? InputState::complete : InputState::ready;
}

}  // namespace gimbal::console
