// What the other ends have sent: the newest snapshot of each name. It stays when its writer has ended.
#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "gimbal/console/link/error.h"

namespace gimbal::console::link {

namespace detail {
class StreamStore;
}

enum class StreamKind { mesh, positions, array };
const char* kind_name(StreamKind kind);
std::optional<StreamKind> kind_named(std::string_view name);

// One whole frame. It does not change.
struct Snapshot {
    std::string name{};
    StreamKind kind = StreamKind::array;
    std::uint64_t serial = 0;   // rises by one or more with each frame of the name, over all its writers
    std::uint64_t frame = 0;    // the writer's number
    std::uint64_t dropped = 0;  // frames between the one before and this one that nobody got
    Arrays arrays{};
    std::uint64_t writer = 0;  // PeerInfo::id
};

enum class StreamState { live, silent, ended };  // silent: the heartbeat of its shared memory stands still

struct StreamInfo {
    std::string name{};
    StreamKind kind = StreamKind::array;
    StreamState state = StreamState::live;
    std::string end_reason{};                                       // once it has ended
    bool shared = false;                                            // in shared memory
    std::uint64_t serial = 0, frame = 0, dropped = 0, refused = 0;  // `dropped` and `refused`: all so far
    std::uint64_t writer = 0;
};

using SnapshotResult = std::variant<Snapshot, Error>;

// Arrays in the memory that the writer shares, without a copy. Thread: any.
class SharedView {
public:
    SharedView(Arrays arrays, std::uint64_t serial, std::uint64_t frame, std::shared_ptr<const void> segment,
               std::uint32_t slot)
        : arrays_(std::move(arrays)),
          serial_(serial),
          frame_(frame),
          segment_(std::move(segment)),
          slot_(slot) {}
    const Arrays& arrays() const { return arrays_; }
    std::uint64_t serial() const { return serial_; }  // as of a Snapshot
    std::uint64_t frame() const { return frame_; }
    // False: the writer has begun to write over it, so what was read is to be thrown away. Ask after reading.
    bool valid() const;

private:
    Arrays arrays_;
    std::uint64_t serial_, frame_;
    std::shared_ptr<const void> segment_;
    std::uint32_t slot_;
};

// Thread: any.   GIL: not needed, and not held in wait_for().
class Streams {
public:
    explicit Streams(std::shared_ptr<detail::StreamStore> store) : store_(std::move(store)) {}

    std::vector<StreamInfo> list() const;
    std::optional<StreamInfo> info(std::string_view name) const;
    // The newest whole frame. From shared memory this copies it; `torn` if the writer is faster than each attempt.
    SnapshotResult latest(std::string_view name) const;
    // Waits for a frame with a serial above `after`. Returns a frame that is there also if its writer has ended.
    // Errors: `ended`, at once, if the stream has ended without such a frame; `deadline`; `closed`. A name that does
    // not exist yet is waited for.
    SnapshotResult wait_for(std::string_view name, std::uint64_t after, std::chrono::milliseconds limit) const;
    // Without a copy; only of a stream in sealed shared memory, otherwise `bad_segment`.
    std::variant<SharedView, Error> view(std::string_view name) const;
    std::variant<SharedView, Error> wait_for_view(std::string_view name, std::uint64_t after,
                                                  std::chrono::milliseconds limit) const;
    // Removes a stream that has ended. False: there is none, or it is live.
    bool forget(std::string_view name) const;

private:
    std::shared_ptr<detail::StreamStore> store_;
};

}  // namespace gimbal::console::link
