// Owns an open descriptor, or none.
#pragma once
#include <utility>

namespace gimbal::console {

// Thread: any, one at a time.   GIL: not needed.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}  // negative: none
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();  // closes it
    explicit operator bool() const { return number_ >= 0; }
    int get() const { return number_; }
    int release() { return std::exchange(number_, -1); }

private:
    int number_;
};

}  // namespace gimbal::console
