// Runs of valid bytes are copied whole.
#include "base/native_text.h"

#include <cstdint>
#include <utility>

#include "gimbal/console/base/utf8.h"

namespace gimbal::console {
namespace {

void append_escaped(std::string& text, char byte) {
    constexpr char digits[] = "0123456789abcdef";
    const auto value = static_cast<std::uint8_t>(byte);
    text += {'\\', 'x', digits[value >> 4], digits[value & 15]};
}

}  // namespace

std::string_view NativeText::decode(std::string_view bytes) {
    text_.clear();
    const std::string joined = unfinished_.empty() ? std::string() : unfinished_.append(bytes);
    if (!joined.empty()) bytes = joined;
    unfinished_ = bytes.substr(bytes.size() - unfinished_utf8(bytes));
    bytes.remove_suffix(unfinished_.size());
    std::size_t at = 0, begin = 0;  // [begin, at) is valid and not yet copied
    while (at < bytes.size()) {
        if (const std::size_t length = utf8_length(bytes, at)) {
            at += length;
            continue;
        }
        text_.append(bytes, begin, at - begin);
        append_escaped(text_, bytes[at]);
        begin = ++at;
    }
    return text_.append(bytes, begin, at - begin);
}

std::string_view NativeText::finish() {
    text_.clear();
    for (const char byte : std::exchange(unfinished_, {})) append_escaped(text_, byte);
    return text_;
}

}  // namespace gimbal::console
