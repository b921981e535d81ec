// Owns an open descriptor, or none. Scripts cannot close it (host_descriptors.h).
#pragma once
#include <utility>

namespace gimbal::console {

// Thread: any, one at a time.   GIL: not needed.
class Descriptor {
public:
    explicit Descriptor(int number = -1) noexcept;  // negative: none
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();  // closes it
    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }
    int release() noexcept;

private:
    int number_;
};

}  // namespace gimbal::console
