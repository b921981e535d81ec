// Bytes of C code as text: characters cut at the border of two reads are joined, what is no UTF-8 is shown escaped.
#pragma once
#include <string>
#include <string_view>

namespace gimbal::console {

// Thread: any, one at a time.   GIL: not needed.
class NativeText {
public:
    // The text of `bytes`, after what the bytes before had left; valid until the next call.
    std::string_view decode(std::string_view bytes);

private:
    std::string cut_;  // the begin of a character, at most three bytes
    std::string text_;
};

}  // namespace gimbal::console
