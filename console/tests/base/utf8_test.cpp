// The rules of Unicode's table 3-7, against a decoder written from that table.
#include "gimbal/console/base/utf8.h"

#include <doctest/doctest.h>

using namespace gimbal::console;

namespace {

// Length of the well-formed sequence that begins with these bytes, else 0. Independent of the library under test.
std::size_t length_by_table(std::string_view text) {
    const auto in = [&](std::size_t i, unsigned low, unsigned high) {
        return i < text.size() && static_cast<unsigned char>(text[i]) >= low &&
               static_cast<unsigned char>(text[i]) <= high;
    };
    if (in(0, 0x00, 0x7F)) return 1;
    if (in(0, 0xC2, 0xDF)) return in(1, 0x80, 0xBF) ? 2 : 0;
    const bool three = (in(0, 0xE0, 0xE0) && in(1, 0xA0, 0xBF)) || (in(0, 0xE1, 0xEC) && in(1, 0x80, 0xBF)) ||
                       (in(0, 0xED, 0xED) && in(1, 0x80, 0x9F)) || (in(0, 0xEE, 0xEF) && in(1, 0x80, 0xBF));
    if (three) return in(2, 0x80, 0xBF) ? 3 : 0;
    const bool four = (in(0, 0xF0, 0xF0) && in(1, 0x90, 0xBF)) || (in(0, 0xF1, 0xF3) && in(1, 0x80, 0xBF)) ||
                      (in(0, 0xF4, 0xF4) && in(1, 0x80, 0x8F));
    return four && in(2, 0x80, 0xBF) && in(3, 0x80, 0xBF) ? 4 : 0;
}

}  // namespace

TEST_CASE("every code point is the same after encoding and decoding, and surrogates become U+FFFD") {
    for (char32_t code = 0; code <= 0x110000; ++code) {
        std::string text;
        append_utf8(text, code);
        const bool valid = (code < 0xD800 || code > 0xDFFF) && code <= 0x10FFFF;
        const CodePoint read = decode_utf8(text, 0);
        REQUIRE(read.value == (valid ? code : U'\uFFFD'));
        REQUIRE(read.bytes == text.size());
    }
    std::string text;
    append_utf8(text, 0xFFFFFFFF);
    CHECK(text == "\uFFFD");
}

TEST_CASE("the valid sequences are those of Unicode's table, at every two-byte beginning") {
    for (unsigned first = 0; first < 256; ++first)
        for (unsigned second = 0; second < 256; ++second)
            for (const std::string_view rest : {"", "\x80", "\x80\x80", "\xBF\xBF", "\x80z", "z"}) {
                std::string text{static_cast<char>(first), static_cast<char>(second)};
                text += rest;
                CAPTURE(text);
                REQUIRE(utf8_length(text, 0) == length_by_table(text));
            }
}

TEST_CASE("overlong forms, surrogates, cut sequences and values past U+10FFFF are invalid") {
    for (const std::string_view bytes :
         {"\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",  // overlong
          "\xED\xA0\x80", "\xED\xBF\xBF", "\xED\xA0\xBD\xED\xB8\x80",                                      // surrogates
          "\xC3", "\xE2\x82", "\xF0\x9F\x98", "\xE2\x82z", "\x80", "\xBF\xBF",                             // cut
          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE\xFE"}) {  // past the end
        CAPTURE(bytes);
        CHECK_FALSE(is_utf8(bytes));
        CHECK(utf8_length(bytes, 0) == 0);
        CHECK(decode_utf8(bytes, 0).value == 0xFFFD);
        CHECK(decode_utf8(bytes, 0).bytes == 1);
        CHECK(is_utf8(as_utf8(bytes)));
    }
    for (const std::string_view text : {"", "a"})
        CHECK(decode_utf8(std::string_view("ab", text.size()), text.size()).bytes == 0);
    CHECK(as_utf8("a\xE0\x80\x80z") == "a\uFFFD\uFFFD\uFFFDz");
    CHECK(as_utf8("\uFFFD\u20AC") == "\uFFFD\u20AC");
    CHECK(is_utf8(""));
    CHECK(is_utf8(std::string_view("\0\u20AC\U0010FFFF", 8)));
    CHECK(utf8_length("a", 1) == 0);
}

TEST_CASE("a text is cut at the boundary before a character, and invalid bytes are boundaries") {
    const std::string_view text = "a\u00E9\u20AC\U0001F600z";  // characters begin at 0, 1, 3, 6 and 10
    const std::size_t begins[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};
    for (std::size_t at = 0; at < std::size(begins); ++at) CHECK(utf8_boundary(text, at) == begins[at]);
    const std::string broken(9, '\x80');
    for (std::size_t at = 0; at < broken.size(); ++at) CHECK(utf8_boundary(broken, at) == at);
}

TEST_CASE("a text is shortened to a number of characters, and never within one") {
    CHECK(shortened("", 3) == "");
    CHECK(shortened("abc", 3) == "abc");
    CHECK(shortened("abcd", 3) == "ab\u2026");
    CHECK(shortened("\u00E9\u20AC\U0001F600", 3) == "\u00E9\u20AC\U0001F600");
    CHECK(shortened("\u00E9\u20AC\U0001F600z", 3) == "\u00E9\u20AC\u2026");
    CHECK(shortened("\x80\xFFzzz", 3) == "\x80\xFF\u2026");
    CHECK(shortened("ab", 1) == "\u2026");
}

TEST_CASE("the unfinished bytes at the end are those that a next read can complete") {
    const std::string_view text = "a\u00E9\u20AC\U0001F600";
    for (std::size_t size = 0; size <= text.size(); ++size) {
        CAPTURE(size);
        CHECK(unfinished_utf8(text.substr(0, size)) == size - utf8_boundary(text, size));
    }
    CHECK(unfinished_utf8("\xE0") == 1);
    CHECK(unfinished_utf8("\xED\x9F") == 2);
    CHECK(unfinished_utf8("\xF4\x8F\xBF") == 3);
    for (const std::string_view never : {"\xE0\x80", "\xED\xA0", "\xF4\x90", "\xC0", "\xF5", "\xFF", "\x80\x80\x80"})
        CHECK(unfinished_utf8(never) == 0);
}
