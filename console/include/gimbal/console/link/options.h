// What an end of the link grants, limits and handles.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gimbal/console/link/peer.h"
#include "gimbal/console/link/request.h"
#include "gimbal/console/link/streams.h"

namespace gimbal::console::link {

// docs/link.md, section 7.
struct Limits {
    std::size_t header_bytes = std::size_t(1) << 20;
    std::size_t payload_bytes = std::size_t(1) << 30;
    std::size_t connections = 64;
    std::size_t handshakes = 16;
    std::chrono::milliseconds handshake_time{5000};
    std::size_t frames_per_second = 20'000;
    std::size_t open_calls = 256;
    std::size_t unsent_answer_bytes = std::size_t(1) << 30;
    std::size_t unsent_events = 1024;
    std::size_t subscriptions = 256;
    std::size_t streams = 1024;
    std::size_t stream_bytes = std::size_t(4) << 30;
    std::size_t segments = 64;
};

// What the other end may do.
struct Permissions {
    bool call = true;
    bool evaluate = false;
    bool events = true;  // subscribe
    bool push = true;    // send events
    bool update = true;
    bool read = true;
    bool share = true;
};

struct Event {
    std::string name{};
    Value value{};
    Arrays arrays{};
    std::uint64_t dropped = 0;  // events that were lost before this one, because this end was slow
    std::uint64_t peer = 0;     // PeerInfo::id
};

// Called on threads of the link. They may wait and call a Peer. A function that throws answers `failed`.
struct Handlers {
    std::map<std::string, std::function<Reply(Request&)>> commands{};
    std::function<void(Request)> call{};      // every other command; may keep the request and answer later
    std::function<void(Request)> evaluate{};  // also needs Permissions::evaluate
    std::function<void(const Event&)> event{};
    std::function<void(const Snapshot&)> update{};  // the newest of a name; one at a time for each name
    std::function<void(const StreamInfo&)> stream_ended{};
    std::function<SnapshotResult(const std::string& name)>
        read{};  // instead of the streams; error not_found: the streams
    std::function<void(const PeerInfo&)> connected{};
    std::function<void(const PeerInfo&, const Error&)> disconnected{};
    std::function<void(const Error&)> refused{};  // an update or event of ours that the other end has refused
};

}  // namespace gimbal::console::link
