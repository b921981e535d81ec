// Frames as bytes: reading them from a socket, and what of one is to be written.
#pragma once
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/link/error.h"

namespace gimbal::console::link::detail {

constexpr std::size_t prefix_bytes = 16;
constexpr std::size_t least_header = 4096;  // the limit of the handshake, and of an end that says a smaller one
constexpr std::size_t padded(std::size_t bytes) { return (bytes + 7) & ~std::size_t(7); }

struct Frame {
    Object header;
    std::shared_ptr<const std::byte[]> payload;
    std::size_t payload_bytes = 0;
};

inline void check_arrays(const std::string& problem) {  // empty: there is none
    if (!problem.empty()) throw LinkError(Code::bad_array, problem);
}
// `arrays` of a header. Throws LinkError(bad_array).
Object description_of(const std::string& name, const Array& array);
List descriptions_of(const Arrays& arrays);
Arrays arrays_of(const Frame& frame);
struct Description {
    std::string name;
    Array array;  // without bytes
    std::size_t offset = 0;
};
// With offsets as they are in the descriptions (shared memory), or one array after the other.
std::vector<Description> read_descriptions(const Object& header, bool have_offsets);

// The bytes of a frame before its arrays. Throws LinkError(bad_argument).
std::string frame_start(const Object& header, const Arrays& arrays);

// Reads frames from a socket that does not block. Memory for a payload is taken by the system as its bytes arrive.
// Thread: one at a time.
class FrameReader {
public:
    FrameReader(std::size_t most_header, std::size_t most_payload)
        : most_header_(most_header),
          most_payload_(most_payload),
          buffer_(1 << 16) {}
    void set_limits(std::size_t most_header, std::size_t most_payload) {
        most_header_ = most_header;
        most_payload_ = most_payload;
    }

    enum class Read { some, nothing_now, end };
    // Reads once. `end`: the other end has closed or is gone.
    Read read_from(int socket, bool with_descriptors);
    // The next whole frame. Throws LinkError: bad_frame, too_large, bad_message.
    std::optional<Frame> next();
    std::optional<Descriptor> take_descriptor();
    std::uint64_t bytes() const { return bytes_; }

private:
    bool begin_frame();
    ssize_t receive(int socket, void* into, std::size_t room, bool with_descriptors);

    std::size_t most_header_, most_payload_;
    std::vector<char> buffer_;
    std::size_t begin_ = 0, end_ = 0;  // unread bytes of the buffer
    std::string header_;
    std::shared_ptr<std::byte[]> payload_;
    std::size_t header_bytes_ = 0, payload_bytes_ = 0, payload_got_ = 0;
    bool in_frame_ = false;
    std::deque<Descriptor> descriptors_;
    std::uint64_t bytes_ = 0;
};

}  // namespace gimbal::console::link::detail
