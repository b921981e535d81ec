// Scans line by line from the given position. The highlighter tells strings and comments from code.
#include "text/edit/brackets.h"

#include <algorithm>
#include <iterator>

#include "text/edit/python_indent.h"

namespace gimbal::console {
namespace {

constexpr std::size_t lines_looked_at = 2000, bytes_looked_at = 400'000;

// A line that begins with one of these words begins a statement, even after an unclosed bracket.
constexpr std::string_view statement_words[] = {"assert", "break",   "class",  "continue", "def",      "del",
                                                "except", "finally", "global", "import",   "nonlocal", "pass",
                                                "raise",  "return",  "try",    "while",    "with"};
static_assert(std::is_sorted(std::begin(statement_words), std::end(statement_words)));

char partner_of(char c) {
    constexpr std::string_view pairs = "()[]{}";
    return pairs[pairs.find(c) ^ 1];
}

bool begins_statement(std::string_view line) {
    return line.substr(leading_spaces(line)).starts_with('@') ||
           std::binary_search(std::begin(statement_words), std::end(statement_words), first_word(line));
}

}  // namespace

bool is_opening(char c) { return c == '(' || c == '[' || c == '{'; }
bool is_closing(char c) { return c == ')' || c == ']' || c == '}'; }

std::vector<Brackets::Bracket>& Brackets::in(LineId line) {
    runs_.clear();
    found_.clear();
    colours_.runs(buffer_, line, runs_);
    std::string_view text = buffer_.line(line);
    for (std::size_t i = 0; i < runs_.size(); ++i) {
        if (runs_[i].colour == ink::string || runs_[i].colour == ink::comment) continue;
        std::size_t end = i + 1 < runs_.size() ? runs_[i + 1].begin : text.size();
        for (std::size_t at = runs_[i].begin; (at = text.find_first_of("()[]{}", at)) < end; ++at)
            found_.push_back({static_cast<std::uint32_t>(at), text[at]});
    }
    return found_;
}

char Brackets::at(TextPosition position) {
    std::string_view line = buffer_.line(position.line);
    if (position.byte >= line.size() || !(is_opening(line[position.byte]) || is_closing(line[position.byte])) ||
        line.size() > bytes_looked_at)
        return 0;
    for (const Bracket& bracket : in(position.line))
        if (bracket.byte == position.byte) return bracket.character;
    return 0;
}

std::optional<BracketMatch> Brackets::beside(TextPosition caret) {
    TextPosition left{caret.line, caret.byte - 1};
    char before = caret.byte > 0 ? at(left) : '\0', after = at(caret);
    bool take_left = is_closing(before) || after == 0;
    char bracket = take_left ? before : after;
    TextPosition from = take_left ? left : caret;
    if (bracket == 0) return std::nullopt;
    Search search = search_from(from, bracket);
    return search.known ? std::optional(BracketMatch{from, search.partner}) : std::nullopt;
}

bool Brackets::within_budget(LineId line) {
    std::size_t bytes = buffer_.line(line).size() + 1;
    if (lines_left_ == 0 || bytes > bytes_left_) return false;
    --lines_left_;
    bytes_left_ -= bytes;
    return true;
}

Brackets::Search Brackets::search_from(TextPosition from, char bracket) {
    const bool forward = is_opening(bracket);
    lines_left_ = lines_looked_at;
    bytes_left_ = bytes_looked_at;
    std::vector<char> awaited{partner_of(bracket)};
    const LineId step = forward ? 1 : no_line;  // no_line is -1, so line 0 is followed by no_line
    for (LineId line = from.line; line < buffer_.line_count(); line += step) {
        if (!within_budget(line)) return {};
        std::vector<Bracket>& brackets = in(line);
        if (!forward) std::ranges::reverse(brackets);
        for (const auto& [byte, character] : brackets) {
            if (line == from.line && (forward ? byte <= from.byte : byte >= from.byte)) continue;
            if (is_opening(character) == forward) {
                awaited.push_back(partner_of(character));
                continue;
            }
            if (character != awaited.back()) return {true, std::nullopt};
            awaited.pop_back();
            if (awaited.empty()) return {true, TextPosition{line, byte}};
        }
    }
    return {true, std::nullopt};
}

CodePlace Brackets::place_of(TextPosition at) {
    lines_left_ = lines_looked_at;
    bytes_left_ = bytes_looked_at;
    std::optional<LineId> statement;
    std::size_t closed = 0;  // closing brackets whose opening bracket is further up
    for (LineId line = at.line + 1; line-- > 0 && within_budget(line);) {
        std::vector<Bracket>& brackets = in(line);
        std::ranges::reverse(brackets);
        for (const auto& [byte, character] : brackets) {
            if (line == at.line && byte >= at.byte) continue;
            if (is_closing(character)) ++closed;
            else if (closed > 0) --closed;
            else return {TextPosition{line, byte}, line};
        }
        if (closed > 0 || colours_.begin(buffer_, line).is_open()) continue;
        if (line > 0 && buffer_.line(line - 1).ends_with('\\')) continue;
        if (!statement) statement = line;
        if (begins_statement(buffer_.line(line))) break;
    }
    return {std::nullopt, statement.value_or(at.line)};
}

}  // namespace gimbal::console
