// A scan over brackets, strings and logical lines, as the interactive prompt of Python reads them.
#include "text/edit/input_state.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace gimbal::console {
namespace {

constexpr std::string_view compound[] = {"if",    "for",   "while", "with", "try",    "def",
                                         "class", "async", "elif",  "else", "except", "finally"};

struct Scan {
    int depth = 0;  // open brackets
    char triple_quote = 0;
    bool backslash = false;  // the last line goes on
    std::size_t logical_begin =
        std::string_view::npos;  // first character of the last logical line that is not a comment
    std::size_t logical_indent = 0;
    char last = 0;  // the last character that is neither space nor comment
};

// Skips the string at `at` and returns what follows; leaves `triple_quote` set when it does not end.
std::size_t skip_string(std::string_view source, std::size_t at, Scan& scan) {
    char quote = source[at];
    bool triple = source.substr(at).starts_with(std::string(3, quote));
    for (at += triple ? 3 : 1; at < source.size(); ++at) {
        if (source[at] == '\\') ++at;
        else if (triple && source.substr(at).starts_with(std::string(3, quote))) return at + 3;
        else if (!triple && source[at] == quote) return at + 1;
        else if (!triple && source[at] == '\n') return at;  // an error, which running will tell
    }
    if (triple) scan.triple_quote = quote;
    return source.size();
}

Scan scan_source(std::string_view source) {
    Scan scan;
    std::size_t line_begin = 0;
    bool line_start = true;  // only white space so far in a line that begins a statement
    for (std::size_t at = 0; at < source.size();) {
        char c = source[at];
        if (c == '\n') {
            line_start = scan.depth == 0 && !scan.backslash;
            scan.backslash = false;
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
        }
        scan.last = c;
        scan.backslash = c == '\\' && (at + 1 == source.size() || source[at + 1] == '\n');
        if (c == '"' || c == '\'') {
            at = skip_string(source, at, scan);
            continue;
        }
        if (c == '(' || c == '[' || c == '{') ++scan.depth;
        if (c == ')' || c == ']' || c == '}') scan.depth = std::max(0, scan.depth - 1);
        ++at;
    }
    return scan;
}

bool is_compound(std::string_view statement) {
    std::string_view word = statement.substr(0, statement.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
    return std::find(std::begin(compound), std::end(compound), word) != std::end(compound);
}

bool ends_with_blank_line(std::string_view source) {
    std::size_t newline = source.rfind('\n');
    return newline != std::string_view::npos &&
           source.find_first_not_of(" \t\r", newline + 1) == std::string_view::npos;
}

}  // namespace

InputState input_state(std::string_view source) {
    Scan scan = scan_source(source);
    if (scan.depth > 0 || scan.triple_quote != 0 || scan.backslash) return InputState::incomplete;
    if (scan.logical_begin == std::string_view::npos) return InputState::ready;  // nothing, or comments
    if (ends_with_blank_line(source)) return InputState::ready;
    std::string_view statement = source.substr(scan.logical_begin);
    if (scan.last == ':' || statement.front() == '@') return InputState::incomplete;
    return scan.logical_indent > 0 || is_compound(statement) ? InputState::complete : InputState::ready;
}

}  // namespace gimbal::console
