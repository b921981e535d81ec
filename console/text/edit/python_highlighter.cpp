// A small tokenizer that never fails: unknown characters are plain text.
#include "text/edit/python_highlighter.h"

#include <algorithm>
#include <iterator>

#include "text/edit/text_editor.h"

namespace gimbal::console {
namespace {

constexpr std::string_view keywords[] = {"False",  "None",   "True",    "and",      "as",       "assert", "async",
                                         "await",  "break",  "class",   "continue", "def",      "del",    "elif",
                                         "else",   "except", "finally", "for",      "from",     "global", "if",
                                         "import", "in",     "is",      "lambda",   "nonlocal", "not",    "or",
                                         "pass",   "raise",  "return",  "try",      "while",    "with",   "yield"};
static_assert(std::is_sorted(std::begin(keywords), std::end(keywords)));

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) {
    return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

// r, b, u, f, t and their pairs in any case. Any other word before a quote is a name.
bool is_string_prefix(std::string_view word, bool& raw) {
    raw = word.find_first_of("rR") != std::string_view::npos;
    return word.size() <= 2 && word.find_first_not_of("rRbBuUfF") == std::string_view::npos;
}

class LineTokenizer {
public:
    LineTokenizer(std::string_view line, PythonLineState state, std::vector<StyleRun>& out, std::uint32_t offset)
        : line_(line),
          state_(state),
          out_(out),
          offset_(offset) {}

    PythonLineState run() {
        if (state_.triple_quote != 0) string_body(0);
        while (at_ < line_.size()) token();
        return state_;
    }

private:
    void colour(std::size_t begin, Ink ink) {
        if (begin >= at_) return;
        if (out_.empty() || out_.back().colour != ink)
            out_.push_back({offset_ + static_cast<std::uint32_t>(begin), ink, ink::none});
    }

    void token() {
        std::size_t begin = at_;
        char c = line_[at_];
        if (c == '#') {
            at_ = line_.size();
            colour(begin, ink::comment);
        } else if (c == '"' || c == '\'') string(begin, false);
        else if (is_digit(c) || (c == '.' && at_ + 1 < line_.size() && is_digit(line_[at_ + 1]))) number(begin);
        else if (is_name(c)) word(begin);
        else if (c == '@' && line_.find_first_not_of(" \t") == at_) decorator(begin);
        else {
            ++at_;
            colour(begin, ink::text);
        }
    }

    void number(std::size_t begin) {
        bool hexadecimal = line_.substr(begin).starts_with("0x") || line_.substr(begin).starts_with("0X");
        auto sign_of_exponent = [&](char c) {
            return !hexadecimal && (c == '+' || c == '-') && (line_[at_ - 1] == 'e' || line_[at_ - 1] == 'E');
        };
        while (at_ < line_.size() && (is_name(line_[at_]) || line_[at_] == '.' || sign_of_exponent(line_[at_]))) ++at_;
        colour(begin, ink::number);
    }

    void decorator(std::size_t begin) {
        for (++at_; at_ < line_.size() && (is_name(line_[at_]) || line_[at_] == '.');) ++at_;
        colour(begin, ink::definition);
    }

    void word(std::size_t begin) {
        while (at_ < line_.size() && is_name(line_[at_])) ++at_;
        std::string_view word = line_.substr(begin, at_ - begin);
        bool raw = false;
        if (at_ < line_.size() && (line_[at_] == '"' || line_[at_] == '\'') && is_string_prefix(word, raw))
            return string(begin, raw);
        bool keyword = is_python_keyword(word);
        colour(begin, defines_ ? ink::definition : keyword ? ink::keyword : ink::text);
        defines_ = keyword && (word == "def" || word == "class");
    }

    void string(std::size_t begin, bool raw) {  // at_ is at the quote
        char quote = line_[at_];
        state_.raw = raw;
        bool triple = line_.substr(at_).starts_with(std::string(3, quote));
        at_ += triple ? 3 : 1;
        if (triple) {
            state_.triple_quote = quote;
            return string_body(begin);
        }
        for (; at_ < line_.size() && line_[at_] != quote; ++at_)
            if (line_[at_] == '\\' && at_ + 1 < line_.size())
                ++at_;  // a backslash escapes the quote, in raw strings too
        at_ = std::min(at_ + 1, line_.size());
        colour(begin, ink::string);
    }

    void string_body(std::size_t begin) {
        std::string close(3, state_.triple_quote);
        for (; at_ < line_.size(); ++at_) {
            if (line_[at_] == '\\') ++at_;
            else if (line_.substr(at_).starts_with(close)) {
                at_ += 3;
                state_ = {};
                break;
            }
        }
        at_ = std::min(at_, line_.size());
        colour(begin, ink::string);
    }

    std::string_view line_;
    PythonLineState state_;
    std::vector<StyleRun>& out_;
    std::uint32_t offset_;
    std::size_t at_ = 0;
    bool defines_ = false;  // the word before was def or class
};

}  // namespace

bool is_python_keyword(std::string_view word) {
    return std::binary_search(std::begin(keywords), std::end(keywords), word);
}

PythonLineState highlight_python(std::string_view line, PythonLineState state, std::vector<StyleRun>& out,
                                 std::uint32_t offset) {
    return LineTokenizer(line, state, out, offset).run();
}

void PythonColours::changed_from(LineId line) {
    if (begins_.size() > line + 1) begins_.resize(line + 1);
}

PythonLineState PythonColours::begin(const TextBuffer& buffer, LineId line) {
    while (begins_.size() <= line) {
        scratch_.clear();
        begins_.push_back(highlight_python(buffer.line(begins_.size() - 1), begins_.back(), scratch_));
    }
    return begins_[line];
}

void PythonColours::runs(const TextBuffer& buffer, LineId line, std::vector<StyleRun>& out, std::uint32_t offset) {
    highlight_python(buffer.line(line), begin(buffer, line), out, offset);
}

}  // namespace gimbal::console
