// Turns the bytes that C code writes into text: joins characters that two reads cut apart, escapes invalid bytes.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// Thread: any, one at a time.   GIL: not needed.
class NativeText {
public:
    // Returns the text of `bytes` together with the unfinished bytes of the call before. An invalid byte becomes
    // `\xff`. The result is valid until the next call.
    std::string_view decode(std::string_view bytes);
    // The unfinished bytes, escaped, because the rest of their character does not come. Valid until the next call.
    std::string_view finish();

private:
    std::string unfinished_;  // the first bytes of a character, at most three
    std::string text_;
};

}  // namespace gimbal::console
