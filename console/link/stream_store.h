// The newest snapshot of each name, whoever waits for it, and what becomes of it when its writer ends.
#pragma once
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/link/options.h"
#include "gimbal/console/link/streams.h"
#include "link/platform/segment.h"

namespace gimbal::console::link::detail {

// Thread: any.   GIL: not held in wait_for().
class StreamStore {
public:
    explicit StreamStore(const Limits& limits) : limits_(limits) {}

    // --- The link's thread. All return the error that the writer gets.
    std::optional<Error> update(Snapshot snapshot);
    std::optional<Error> share(std::uint64_t writer, const std::string& name, StreamKind kind,
                               std::shared_ptr<ReadSegment> segment);
    bool published(std::uint64_t writer, const std::string& name);  // true: there is a new frame
    std::optional<Error> unshare(std::uint64_t writer, const std::string& name, StreamInfo& ended);
    std::vector<StreamInfo> writer_ended(std::uint64_t writer, const std::string& why);
    void look_at_heartbeats(Clock::time_point now);
    std::size_t segment_count(std::uint64_t writer) const;  // 0: of all writers
    void close();

    // --- Readers.
    std::vector<StreamInfo> list() const;
    std::optional<StreamInfo> info(std::string_view name) const;
    SnapshotResult latest(std::string_view name);
    SnapshotResult wait_for(std::string_view name, std::uint64_t after, Clock::time_point deadline);
    std::variant<SharedView, Error> view(std::string_view name);
    bool forget(std::string_view name);

private:
    struct Stream {
        StreamInfo info;
        Snapshot newest;  // of updates; the arrays that a shared kind `positions` is added to
        bool has_newest = false;
        bool taken = true;       // somebody has got the newest frame
        std::uint64_t lost = 0;  // frames since the last one that somebody got
        std::size_t bytes = 0;
        std::shared_ptr<ReadSegment> segment;
        std::uint64_t serial_before = 0;  // of the segment: serial = serial_before + generation
        std::uint64_t heartbeat = 0;
        Clock::time_point beaten{};
    };
    Stream* find(std::string_view name);
    std::optional<Error> claim(const std::string& name, std::uint64_t writer, Stream*& stream);
    bool make_room();
    void note_generation(Stream& stream);
    void end(Stream& stream, const std::string& why);
    SnapshotResult take(std::unique_lock<std::mutex>& lock, Stream& stream);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Stream, std::less<>> streams_;
    std::size_t bytes_ = 0;
    bool closed_ = false;
};

}  // namespace gimbal::console::link::detail
