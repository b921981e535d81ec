// The base of a class whose destructor ends what its constructor began.
#pragma once

namespace gimbal::console {

class NonCopyable {
protected:
    NonCopyable() = default;
    NonCopyable(const NonCopyable&) = delete;
    NonCopyable& operator=(const NonCopyable&) = delete;
};

}  // namespace gimbal::console
