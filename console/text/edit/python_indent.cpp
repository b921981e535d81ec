// Looks only at the lines above, and at a limited number of them.
#include "text/edit/python_indent.h"

#include <algorithm>
#include <initializer_list>

#include "gimbal/console/cells.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {
namespace {

constexpr LineId lines_looked_at = 2000;

bool is_code_blank(std::string_view text) {
    std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos || text[first] == '#';
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

bool leaves_block(std::string_view line) {
    return is_one_of(first_word(line), {"return", "pass", "break", "continue", "raise"});
}

// Whether `word` may continue a statement whose line begins with `above`.
bool goes_on(std::string_view above, std::string_view word) {
    if (word == "else") return is_one_of(above, {"if", "elif", "for", "while", "try", "except", "async"});
    if (word == "elif") return is_one_of(above, {"if", "elif"});
    if (word == "except") return is_one_of(above, {"try", "except"});
    if (word == "finally") return is_one_of(above, {"try", "except", "else"});
    return is_one_of(above, {"match", "case"});
}

// The word of a line such as `else:` that continues a block; "" for any other line.
std::string_view block_word(std::string_view line) {
    std::string_view word = first_word(line), rest = line.substr(leading_spaces(line) + word.size());
    bool alone = rest.find_first_not_of(' ') == rest.size() - 1;  // only the colon
    if (is_one_of(word, {"else", "finally"})) return alone ? word : "";
    if (word == "except") return alone || rest.front() == ' ' || rest.front() == '(' || rest.front() == '*' ? word : "";
    if (is_one_of(word, {"elif", "case"}))
        return !alone && !is_word(static_cast<unsigned char>(rest.front())) ? word : "";
    return "";
}

}  // namespace

std::size_t leading_spaces(std::string_view line) {
    std::size_t first = line.find_first_not_of(" \t");
    return std::min(first, line.size());
}

std::string_view first_word(std::string_view line) {
    line.remove_prefix(leading_spaces(line));
    const auto ends = [](unsigned char byte) { return byte < 0x80 && !is_word(byte); };
    return line.substr(0, static_cast<std::size_t>(std::ranges::find_if(line, ends) - line.begin()));
}

// Whether the code up to there ends with a colon, comments ignored.
bool PythonIndent::opens_block(TextPosition end) {
    std::string_view text = buffer_.line(end.line).substr(0, end.byte);
    runs_.clear();
    highlight_python(text, colours_.begin(buffer_, end.line), runs_);
    if (!runs_.empty() && runs_.back().colour == ink::comment) {
        text = text.substr(0, runs_.back().begin);
        runs_.pop_back();
    }
    std::size_t last = text.find_last_not_of(" \t");
    return last != std::string_view::npos && text[last] == ':' && runs_.back().colour != ink::string;
}

std::size_t PythonIndent::of_new_line(TextPosition at) {
    std::string_view line = buffer_.line(at.line).substr(0, at.byte);
    std::size_t own = leading_spaces(line);
    runs_.clear();
    if (highlight_python(line, colours_.begin(buffer_, at.line), runs_).is_open()) return own;
    CodePlace place = brackets_.place_of(at);
    if (place.open && place.open->line != at.line) return own;
    if (place.open) {  // a hanging indent, or aligned with the text after the bracket
        if (is_code_blank(line.substr(place.open->byte + 1))) return own + indent_width;
        return cell_count(line.substr(0, place.open->byte)) + 1;
    }
    std::string_view statement = buffer_.line(place.statement);
    std::size_t base = place.statement == at.line ? own : leading_spaces(statement);
    if (line.ends_with('\\')) return place.statement == at.line ? own + indent_width : own;
    if (opens_block(at)) return base + indent_width;
    return leaves_block(statement) ? base - std::min(indent_width, base) : base;
}

std::optional<std::size_t> PythonIndent::of_typed_line(TextPosition caret) {
    std::string_view line = buffer_.line(caret.line);
    if (caret.byte == 0 || caret.byte > line.size() || colours_.begin(buffer_, caret.line).is_open())
        return std::nullopt;
    std::size_t own = leading_spaces(line);
    std::optional<std::size_t> wanted;
    if (is_closing(line[caret.byte - 1]) && own + 1 == caret.byte) {
        CodePlace place = brackets_.place_of({caret.line, own});
        if (place.open && place.open->line < caret.line &&
            is_code_blank(buffer_.line(place.open->line).substr(place.open->byte + 1)))
            wanted = leading_spaces(buffer_.line(place.open->line));
    } else if (line[caret.byte - 1] == ':' && caret.byte == line.size()) {
        std::string_view word = block_word(line);
        CodePlace place = brackets_.place_of(caret);
        if (!word.empty() && !place.open && place.statement == caret.line && opens_block(caret))
            wanted = of_block_word(caret.line, word);
    }
    return wanted && *wanted < own ? wanted : std::nullopt;
}

// The nearest block above that `word` may continue and that no shallower line separates from it.
std::optional<std::size_t> PythonIndent::of_block_word(LineId line, std::string_view word) {
    std::size_t deepest = leading_spaces(buffer_.line(line));
    for (LineId above = line, looks = 0; above-- > 0 && looks < lines_looked_at; ++looks) {
        std::string_view text = buffer_.line(above);
        if (is_code_blank(text) || colours_.begin(buffer_, above).is_open()) continue;
        std::size_t indent = leading_spaces(text);
        if (indent > deepest) continue;
        std::string_view begins = first_word(text);
        if (goes_on(begins, word)) return begins == "match" ? indent + indent_width : indent;
        if (indent == 0) return std::nullopt;
        deepest = indent - 1;
    }
    return std::nullopt;
}

}  // namespace gimbal::console
