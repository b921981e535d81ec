// Runs of valid bytes are copied whole.
#include "base/native_text.h"

#include <array>
#include <cstdint>

namespace gimbal::console {

namespace {
enum class Found { character, cut, invalid };

bool continues(std::string_view bytes, std::size_t at, std::uint8_t low, std::uint8_t high) {
    const auto byte = static_cast<std::uint8_t>(bytes[at]);
    return byte >= low && byte <= high;
}

// Looks at the character that begins at `at`; its length when it is one. Overlong forms and surrogates are no
// characters.
Found look(std::string_view bytes, std::size_t at, std::size_t& length) {
    const auto lead = static_cast<std::uint8_t>(bytes[at]);
    if (lead < 0x80) return length = 1, Found::character;
    if (lead < 0xC2 || lead > 0xF4) return Found::invalid;
    length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    const std::uint8_t low = lead == 0xE0   ? 0xA0
                             : lead == 0xF0 ? 0x90
                                            : 0x80,
                       high = lead == 0xED   ? 0x9F
                              : lead == 0xF4 ? 0x8F
                                             : 0xBF;
    for (std::size_t i = 1; i < length; ++i) {
        if (at + i >= bytes.size()) return Found::cut;
        if (!continues(bytes, at + i, i == 1 ? low : 0x80, i == 1 ? high : 0xBF)) return Found::invalid;
    }
    return Found::character;
}

void append_escaped(std::string& text, char byte) {
    constexpr char digits[] = "0123456789abcdef";
    const auto value = static_cast<std::uint8_t>(byte);
    text += {'\\', 'x', digits[value >> 4], digits[value & 15]};
}
}  // namespace

std::string_view NativeText::decode(std::string_view bytes) {
    text_.clear();
    const std::string joined = cut_.empty() ? std::string() : cut_.append(bytes);
    if (!joined.empty()) bytes = joined;
    cut_.clear();
    std::size_t at = 0, begin = 0;  // of what is valid and not yet copied
    for (std::size_t length = 0; at < bytes.size();) {
        const Found found = look(bytes, at, length);
        if (found == Found::character) {
            at += length;
            continue;
        }
        text_.append(bytes, begin, at - begin);
        if (found == Found::cut) {
            cut_ = bytes.substr(at);
            return text_;
        }
        append_escaped(text_, bytes[at]);
        begin = ++at;
    }
    return text_.append(bytes, begin, at - begin);
}

}  // namespace gimbal::console
