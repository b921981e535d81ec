// utf8proc decides whether a sequence is valid. ASCII never reaches it.
#include "gimbal/console/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>

namespace gimbal::console {
namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr std::size_t longest_sequence = 4;

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// True if some continuation bytes make `bytes` a valid sequence. After each first byte that restricts the second, the
// lowest or the highest continuation byte is allowed.
bool can_be_completed(std::string_view bytes) {
    for (const char fill : {'\x80', '\xBF'}) {
        std::string whole(bytes);
        while (whole.size() < longest_sequence) {
            whole += fill;
            if (utf8_length(whole, 0) == whole.size()) return true;
        }
    }
    return false;
}

}  // namespace

CodePoint decode_utf8(std::string_view text, std::size_t at) {
    if (at >= text.size()) return {};
    if (is_ascii(text[at])) return {static_cast<unsigned char>(text[at]), 1};
    utf8proc_int32_t code = 0;
    const auto rest = std::min(text.size() - at, longest_sequence);
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                         static_cast<utf8proc_ssize_t>(rest), &code);
    if (length <= 0) return {replacement, 1};
    return {static_cast<char32_t>(code), static_cast<std::uint32_t>(length)};
}

std::size_t utf8_length(std::string_view text, std::size_t at) {
    if (at >= text.size()) return 0;
    if (is_ascii(text[at])) return 1;
    const std::uint32_t length = decode_utf8(text, at).bytes;
    return length == 1 ? 0 : length;
}

bool is_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text, at);
        if (length == 0) return false;
        at += length;
    }
    return true;
}

std::string as_utf8(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    for (std::size_t at = 0; at < bytes.size();) {
        const CodePoint code = decode_utf8(bytes, at);
        append_utf8(text, code.value);
        at += code.bytes;
    }
    return text;
}

void append_utf8(std::string& text, char32_t code) {
    utf8proc_uint8_t bytes[longest_sequence];
    const auto value = static_cast<utf8proc_int32_t>(code);
    const auto length = utf8proc_encode_char(utf8proc_codepoint_valid(value) ? value : replacement, bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

std::size_t utf8_boundary(std::string_view text, std::size_t at) {
    if (at >= text.size()) return text.size();
    std::size_t begin = at;
    while (begin > 0 && at - begin < longest_sequence - 1 && is_continuation(text[begin])) --begin;
    return begin + utf8_length(text, begin) > at ? begin : at;
}

std::string shortened(std::string_view text, std::size_t most_characters) {
    std::size_t cut = 0, at = 0;
    for (std::size_t characters = 0; at < text.size(); ++characters) {
        if (characters == most_characters) return std::string(text.substr(0, cut)) + "\xE2\x80\xA6";
        cut = at;
        at += decode_utf8(text, at).bytes;
    }
    return std::string(text);
}

std::size_t unfinished_utf8(std::string_view text) {
    const std::size_t most = std::min(text.size(), longest_sequence - 1);
    for (std::size_t tail = 1; tail <= most; ++tail) {
        const char first = text[text.size() - tail];
        if (is_continuation(first)) continue;
        return !is_ascii(first) && can_be_completed(text.substr(text.size() - tail)) ? tail : 0;
    }
    return 0;
}

}  // namespace gimbal::console
