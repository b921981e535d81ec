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
    std::size_t segment_count(std::uint64_t writer) const;
    void close();

    // --- Readers.
    std::vector<StreamInfo> list() const;
    std::optional<StreamInfo> info(std::string_view name) const;
    SnapshotResult latest(std::string_view name);
    SnapshotResult wait_for(std::string_view name, std::uint64_t after, Clock::time_point deadline);
    // The newest one, if the handler of updates has not had it.
    std::optional<Snapshot> next_for_handler(const std::string& name);
    std::variant<SharedView, Error> view(std::string_view name);
    std::variant<SharedView, Error> wait_for_view(std::string_view name, std::uint64_t after,
                                                  Clock::time_point deadline);
    bool forget(std::string_view name);

private:
    struct Stream {
        StreamInfo info;
        Snapshot newest;            // of updates, frame 0: none; the arrays that a shared kind `positions` is added to
        bool taken = true;          // somebody has got the newest frame
        std::uint64_t lost = 0;     // frames since the last one that somebody got
        std::uint64_t handled = 0;  // serial of the last one that the handler of updates got
        std::size_t bytes = 0;
        std::shared_ptr<ReadSegment> segment;
        std::uint64_t serial_before = 0;  // of the segment: serial = serial_before + generation
        std::uint64_t heartbeat = 0;
        Clock::time_point beaten{};
        Clock::time_point ended_at{};
    };
    Stream* find(std::string_view name);
    // Why `writer` may not write `name`. Changes nothing, so what is refused later costs no older snapshot.
    std::optional<Error> refusal(const std::string& name, std::uint64_t writer) const;
    // The stream as `writer` has left it; nullptr if its next message begins it.
    Stream* written_by(std::uint64_t writer, const std::string& name);
    Stream& settle(const std::string& name, std::uint64_t writer);  // the writer has it from now on
    std::map<std::string, Stream, std::less<>>::iterator oldest_ended();
    void note_generation(Stream& stream);
    void end(Stream& stream, const std::string& why);
    // With a frame that is newer than `after`.
    std::variant<Stream*, Error> wait(std::unique_lock<std::mutex>& lock, std::string_view name, std::uint64_t after,
                                      Clock::time_point deadline);
    SnapshotResult take(std::unique_lock<std::mutex>& lock, Stream& stream);
    std::variant<SharedView, Error> view_of(Stream& stream);

    const Limits limits_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Stream, std::less<>> streams_;
    std::size_t bytes_ = 0;
    bool closed_ = false;
};

}  // namespace gimbal::console::link::detail
