// Lines and the rare spellings of numbers.
#include "api/document/io/read/text_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace gimbal::document {
namespace {

constexpr std::size_t longest_shown = 40;  // characters of a word in a message

// std::from_chars leaves the value alone if it is too large or too small.
double out_of_range(std::string_view word) {
    const std::size_t exponent = word.find_first_of("eE");
    const bool small = exponent != std::string_view::npos ? word.substr(exponent + 1).starts_with('-')
                                                          : word.find_first_of("123456789") > word.find('.');
    const double value = small ? 0 : std::numeric_limits<double>::infinity();
    return word.starts_with('-') ? -value : value;
}

}  // namespace

TextReader::TextReader(std::string_view text, Job& job, char comment, bool joins_lines)
    : begin_(text.data()),
      at_(without_byte_order_mark(text).data()),
      end_(text.data() + text.size()),
      job_(job),
      comment_(comment),
      joins_lines_(joins_lines) {}

void TextReader::next_line() {
    while (at_ != end_ && !is_line_end(*at_)) ++at_;
    if (at_ == end_) return;
    if (*at_++ == '\r' && at_ != end_ && *at_ == '\n') ++at_;
    ++line_;
    tick();
}

bool TextReader::find_word() {
    while (at_line_end()) {
        if (at_end()) return false;
        next_line();
    }
    return true;
}

std::string_view TextReader::word() {
    if (at_line_end()) return {};
    const char* first = at_;
    while (!word_has_ended()) ++at_;
    return {first, static_cast<std::size_t>(at_ - first)};
}

std::string_view TextReader::rest_of_line() {
    skip_blanks();
    const char* first = at_;
    while (at_ != end_ && !is_line_end(*at_)) ++at_;
    const char* last = at_;
    while (last != first && is_blank(last[-1])) --last;
    return {first, static_cast<std::size_t>(last - first)};
}

double TextReader::precise_number() {
    skip_blanks();
    const char* start = at_;
    if (at_ != end_ && *at_ == '+') ++at_;
    double value = 0;
    auto [last, error] = std::from_chars(at_, end_, value);
    std::string plain;
    if (error == std::errc() && last != end_ && (*last == 'd' || *last == 'D')) {  // the exponent of Fortran
        plain.assign(at_, std::find_if(at_, end_, [](char c) { return is_blank(c) || is_line_end(c); }));
        plain[static_cast<std::size_t>(last - at_)] = 'e';
        const auto fortran = std::from_chars(plain.data(), plain.data() + plain.size(), value);
        last = at_ + (fortran.ptr - plain.data());
        error = fortran.ec;
    }
    if (error == std::errc::result_out_of_range) value = out_of_range({at_, static_cast<std::size_t>(last - at_)});
    const bool is_number = error != std::errc::invalid_argument;
    at_ = is_number ? last : start;
    if (is_number && word_has_ended()) return value;
    at_ = start;
    fail_number();
}

std::int64_t TextReader::integer() {
    skip_blanks();
    const char* start = at_;
    std::int64_t value = 0;
    if (try_integer(value) && word_has_ended()) return value;
    at_ = start;
    const double number = precise_number();
    if (std::abs(number) < 9e15 && number == std::floor(number)) return static_cast<std::int64_t>(number);
    at_ = start;
    fail_number();
}

void TextReader::fail(const std::string& what) const { bad_file("line " + std::to_string(line_) + ": " + what); }

void TextReader::fail_number(const char* what) const {
    const char* last = at_;
    while (last != end_ && !is_blank(*last) && !is_line_end(*last) && last < at_ + longest_shown) ++last;
    if (last == at_) fail("it ends where a number must be" + std::string(export_again));
    fail("'" + std::string(at_, last) + "' " + what + export_again);
}

// At a backslash. Moves to the end of the line that it joins, if nothing but the end of the line follows.
bool TextReader::skip_joined_line() {
    const char* next = at_ + 1;
    if (next != end_ && *next == '\r') ++next;
    if (next != end_ && *next == '\n') ++next;
    if (next == at_ + 1) return false;
    at_ = next - 1;
    ++line_;
    tick();
    return true;
}

void TextReader::poll() {
    job_.poll();
    job_.set_progress(reading_share * static_cast<double>(at_ - begin_) / static_cast<double>(end_ - begin_));
}

void check_is_text(std::string_view text, const char* format) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        bad_file(std::string("it is UTF-16 text, and ") + format + " files are UTF-8. Save it as UTF-8");
    if (text.find('\0') != std::string_view::npos)
        bad_file(std::string("it holds binary data, and ") + format +
                 " files are text. Check its extension or export it again");
}

}  // namespace gimbal::document
