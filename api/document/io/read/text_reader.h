// Reads words and numbers line by line. Numbers are independent of the locale.
#pragma once
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/document/io/read/file_scene.h"
#include "gimbal/console/base/utf8.h"

namespace gimbal::document {

using console::without_byte_order_mark;

// Lines end with LF, CR LF or CR. A UTF-8 byte order mark at the beginning is skipped. Functions that read a word skip
// the blanks before it, and stay on the line. Polls the job and sets its progress.
// Thread: any, one at a time.   GIL: not needed.
class TextReader {
public:
    // `comment`: begins a comment that ends with the line; 0: there are no comments. `joins_lines`: a backslash at the
    // end of a line joins the next line to it.
    TextReader(std::string_view text, Job& job, char comment, bool joins_lines = false);

    bool at_end() const { return at_ == end_; }
    std::size_t line() const { return line_; }
    void count_lines_from(std::size_t line) { line_ = line; }  // numbers the present line, at first 1
    std::size_t bytes_left() const { return static_cast<std::size_t>(end_ - at_); }

    // Skips the rest of the line and its end. A backslash joins no line here, because a comment may end with one.
    void next_line();
    // Moves to the next word, over the ends of lines. False: there is none.
    bool find_word();
    // True if no word is left on this line.
    bool at_line_end() {
        skip_blanks();
        return at_ == end_ || is_line_end(*at_) || (comment_ != 0 && *at_ == comment_);
    }
    bool word_is_number() {  // does not move on
        skip_blanks();
        return at_ != end_ && (*at_ == '-' || *at_ == '+' || *at_ == '.' || (*at_ >= '0' && *at_ <= '9'));
    }
    std::string_view word();          // empty at the end of the line
    std::string_view rest_of_line();  // without blanks at both ends; a comment character has no meaning in it
    // To read words of the present line again.
    const char* place() const { return at_; }
    void return_to(const char* place) { at_ = place; }

    // All three throw BadMeshFile that names the line and the word if it is not a number.
    float number();
    double precise_number();
    std::int64_t integer();  // also one that is written as 3.0
    // An integer that directly follows; false if the next character begins none. Skips no blanks.
    bool try_integer(std::int64_t& value);
    bool skip_character(char wanted) {
        if (at_ == end_ || *at_ != wanted) return false;
        ++at_;
        return true;
    }
    bool word_has_ended() const { return at_ == end_ || is_blank(*at_) || is_line_end(*at_); }

    void tick() {  // for loops over words: polls now and then
        if ((++ticks_ & 0x3FFF) == 0) poll();
    }

    // "line 12: " and what; throws BadMeshFile.
    [[noreturn]] void fail(const std::string& what) const;
    // Names the word here.
    [[noreturn]] void fail_number(const char* what = "is not a number") const;

private:
    static bool is_line_end(char c) { return c == '\n' || c == '\r'; }
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\v' || c == '\f'; }
    void skip_blanks() {
        while (at_ != end_ && (is_blank(*at_) || (joins_lines_ && *at_ == '\\' && skip_joined_line()))) ++at_;
    }
    bool skip_joined_line();
    void poll();

    const char *begin_, *at_, *end_;
    Job& job_;
    std::size_t line_ = 1, ticks_ = 0;
    char comment_;
    bool joins_lines_;
};

inline float TextReader::number() {
    skip_blanks();
    const char* first = at_ != end_ && *at_ == '+' ? at_ + 1 : at_;
    float value = 0;
    const auto [last, error] = std::from_chars(first, end_, value);
    if (error == std::errc() && (last == end_ || is_blank(*last) || is_line_end(*last))) {
        at_ = last;
        return value;
    }
    return static_cast<float>(precise_number());
}

inline bool TextReader::try_integer(std::int64_t& value) {
    if (at_ != end_ && *at_ == '+') ++at_;
    const auto [last, error] = std::from_chars(at_, end_, value);
    if (error != std::errc()) return false;
    at_ = last;
    return true;
}

// Refuses UTF-16 and null characters. Throws BadMeshFile.
void check_is_text(std::string_view text, const char* format);

}  // namespace gimbal::document
