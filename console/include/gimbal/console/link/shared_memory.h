// The writing end of a stream in shared memory.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "gimbal/console/link/array.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::console::link {

namespace detail {
class WrittenStream;
}

struct ShareOptions {
    StreamKind kind = StreamKind::array;
    std::uint32_t slots = 3;  // 2 to 8: frames that are kept, so a reader has the time of slots - 1 frames
    bool named = false;       // a named POSIX segment also where a memfd can be sent
    std::chrono::milliseconds timeout{5000};
};

// begin(), write into the arrays, publish(). The stream ends with the last copy of the writer or with the connection.
// Thread: any, one at a time.   GIL: not needed.
class SharedWriter {
public:
    explicit SharedWriter(std::shared_ptr<detail::WrittenStream> stream) : stream_(std::move(stream)) {}

    // Takes the next slot. It holds what was written into it `slots` frames before. A frame that was begun and not
    // published is begun again.
    void begin();
    // An array of the slot, between begin() and publish(). Throws std::invalid_argument if there is none of that name
    // and type, std::logic_error outside of a frame.
    template <class T>
    std::span<T> array(std::string_view name) {
        const auto bytes = bytes_of(name, dtype_of<T>());
        return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
    }
    // False: the connection has ended, so nobody reads it.
    bool publish();
    std::uint64_t generation() const;         // of the last published frame; 0: none
    const std::string& segment_name() const;  // of a named segment, else empty

private:
    std::span<std::byte> bytes_of(std::string_view name, Dtype dtype);

    std::shared_ptr<detail::WrittenStream> stream_;
};

}  // namespace gimbal::console::link
