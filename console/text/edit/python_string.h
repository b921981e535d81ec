// The string literals that are open at a point of Python source, across lines. The fields of f-strings and t-strings
// hold code, which may contain strings (PEP 701).
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

namespace gimbal::console {

bool is_name_byte(char c);  // may be part of a name; every byte beyond ASCII may
// r, b, u, f, t and their pairs in any case. Any other word before a quote is a name.
bool is_string_prefix(std::string_view word);
// Whether a field may span lines in a string with single quotes too: since Python 3.12.
bool fields_span_lines();

class PythonString {
public:
    bool is_open() const { return !levels_.empty(); }
    bool operator==(const PythonString&) const = default;

    // Opens the literal whose first quote is at `at`, after its prefix. Returns the position after the quotes.
    std::size_t open(std::string_view line, std::size_t at);
    // Returns the position after the outermost literal, or the end of the line if it is still open there or broken off.
    std::size_t read(std::string_view line, std::size_t at);

private:
    // A literal, or a field in the literal of the level before. Fields of fields are format specifications.
    struct Level {
        char quote = 0;  // 0: a field
        bool triple = false;
        bool raw = false;
        bool has_fields = false;
        bool in_specification = false;  // of a field: after its colon
        std::size_t brackets = 0;       // of a field: those open in its code
        bool operator==(const Level&) const = default;
    };

    std::size_t read_literal(std::string_view line, std::size_t at);
    std::size_t read_code(std::string_view line, std::size_t at);
    std::size_t skip_escape(std::string_view line, std::size_t at);
    const Level& literal() const;  // the innermost one
    bool in_code() const { return is_open() && levels_.back().quote == 0 && !levels_.back().in_specification; }
    void end_line();
    void close_literal();

    std::vector<Level> levels_;
    bool escapes_newline_ = false;  // the line ends with a backslash
};

}  // namespace gimbal::console
