// UTF-8: the only decoder and encoder of the program. Overlong forms, surrogates and values past U+10FFFF are invalid.
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace gimbal::console {

struct CodePoint {
    char32_t value = 0;
    std::uint32_t bytes = 0;
};

// All functions are pure. Thread: any.   GIL: not needed.

// The code point at byte `at`. An invalid byte gives U+FFFD and a length of 1, so a loop that adds `bytes` visits every
// byte. At the end of the text both are 0.
CodePoint decode_utf8(std::string_view text, std::size_t at);
// Length of the valid sequence at byte `at`: 1 to 4, or 0 if the bytes there are invalid or the text has ended.
std::size_t utf8_length(std::string_view text, std::size_t at);
bool is_utf8(std::string_view text);
inline std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    return text.starts_with(mark) ? text.substr(mark.size()) : text;
}
// The text with U+FFFD in place of each invalid byte.
std::string as_utf8(std::string_view bytes);
// A surrogate or a value past U+10FFFF is appended as U+FFFD.
void append_utf8(std::string& text, char32_t code);

// The place near byte `at` to cut a text without cutting a character: the largest boundary that is not after `at`.
std::size_t utf8_boundary(std::string_view text, std::size_t at);
// The text if it has at most that many characters, else its first ones and "…", together that many. An invalid byte
// counts as a character. Does not read the rest of a long text.
std::string shortened(std::string_view text, std::size_t most_characters);
// Number of bytes at the end that begin a character but do not complete it: 0 to 3. The rest of the character may come
// with the next read.
std::size_t unfinished_utf8(std::string_view text);

}  // namespace gimbal::console
