// A small tokenizer that never fails: unknown characters are plain text.
#include "text/edit/python_highlighter.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace gimbal::console {
namespace {

constexpr std::string_view keywords[] = {"False",  "None",   "True",    "and",      "as",       "assert", "async",
                                         "await",  "break",  "class",   "continue", "def",      "del",    "elif",
                                         "else",   "except", "finally", "for",      "from",     "global", "if",
                                         "import", "in",     "is",      "lambda",   "nonlocal", "not",    "or",
                                         "pass",   "raise",  "return",  "try",      "while",    "with",   "yield"};
static_assert(std::is_sorted(std::begin(keywords), std::end(keywords)));

bool is_digit(char c) { return c >= '0' && c <= '9'; }

class LineTokenizer {
public:
    LineTokenizer(std::string_view line, PythonString open, std::vector<StyleRun>& out, std::uint32_t offset)
        : line_(line),
          open_(std::move(open)),
          out_(out),
          offset_(offset) {}

    PythonString run() {
        if (open_.is_open()) string_body(0);
        while (at_ < line_.size()) token();
        return std::move(open_);
    }

private:
    void colour(std::size_t begin, Ink ink) {
        if (begin >= at_) return;
        if (out_.empty() || out_.back().colour != ink)
            out_.push_back({offset_ + static_cast<std::uint32_t>(begin), ink});
    }

    void token() {
        std::size_t begin = at_;
        char c = line_[at_];
        if (c == '#') {
            at_ = line_.size();
            colour(begin, ink::comment);
        } else if (c == '"' || c == '\'') string(begin);
        else if (is_digit(c) || (c == '.' && at_ + 1 < line_.size() && is_digit(line_[at_ + 1]))) number(begin);
        else if (is_name_byte(c)) word(begin);
        else if (c == '@' && line_.find_first_not_of(" \t") == at_) decorator(begin);
        else {
            ++at_;
            colour(begin, ink::text);
        }
    }

    void number(std::size_t begin) {
        const auto is_letter = [&](std::size_t at, std::string_view letters) {
            return at < line_.size() && letters.find(line_[at]) != std::string_view::npos;
        };
        constexpr std::string_view digits = "0123456789_";
        if (line_[at_] == '0' && is_letter(at_ + 1, "xXoObB")) {
            for (at_ += 2; is_letter(at_, "0123456789abcdefABCDEF_");) ++at_;
            return colour(begin, ink::number);
        }
        while (is_letter(at_, digits)) ++at_;
        if (is_letter(at_, "."))
            for (++at_; is_letter(at_, digits);) ++at_;
        const std::size_t exponent = at_ + (is_letter(at_ + 1, "+-") ? 2 : 1);
        if (is_letter(at_, "eE") && is_letter(exponent, digits))
            for (at_ = exponent; is_letter(at_, digits);) ++at_;
        if (is_letter(at_, "jJ")) ++at_;
        colour(begin, ink::number);
    }

    void decorator(std::size_t begin) {
        for (++at_; at_ < line_.size() && (is_name_byte(line_[at_]) || line_[at_] == '.');) ++at_;
        colour(begin, ink::definition);
    }

    void word(std::size_t begin) {
        while (at_ < line_.size() && is_name_byte(line_[at_])) ++at_;
        std::string_view word = line_.substr(begin, at_ - begin);
        if (at_ < line_.size() && (line_[at_] == '"' || line_[at_] == '\'') && is_string_prefix(word))
            return string(begin);
        bool keyword = is_python_keyword(word);
        colour(begin, defines_ ? ink::definition : keyword ? ink::keyword : ink::text);
        defines_ = keyword && (word == "def" || word == "class");
    }

    void string(std::size_t begin) {  // at_ is at the quote
        at_ = open_.open(line_, at_);
        string_body(begin);
    }

    void string_body(std::size_t begin) {
        at_ = open_.read(line_, at_);
        colour(begin, ink::string);
    }

    std::string_view line_;
    PythonString open_;
    std::vector<StyleRun>& out_;
    std::uint32_t offset_;
    std::size_t at_ = 0;
    bool defines_ = false;  // the word before was def or class
};

}  // namespace

bool is_python_keyword(std::string_view word) {
    return std::binary_search(std::begin(keywords), std::end(keywords), word);
}

PythonString highlight_python(std::string_view line, PythonString open, std::vector<StyleRun>& out,
                              std::uint32_t offset) {
    return LineTokenizer(line, std::move(open), out, offset).run();
}

void PythonColours::changed_from(LineId line) {
    if (begins_.size() > line + 1) begins_.resize(line + 1);
}

const PythonString& PythonColours::begin(const TextBuffer& buffer, LineId line) {
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
