// What a connection has not sent yet. Of the updates of one name only the newest waits, of the events a bounded number;
// everything else is kept.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <vector>

#include "gimbal/console/base/descriptor.h"
#include "gimbal/console/link/options.h"
#include "link/platform/sockets.h"

namespace gimbal::console::link::detail {

struct Outgoing {
    enum class Lane { kept, answer, newest, event };
    Object header;
    Arrays arrays{};
    Lane lane = Lane::kept;
    std::string key{};        // of the lane `newest`: what a newer message replaces
    bool counted = true;      // of the lane `newest`: the message says how many it has replaced
    Descriptor descriptor{};  // goes with the first byte
};

// Thread: any puts; the link's thread writes.
class Outbox {
public:
    explicit Outbox(const Limits& limits) : limits_(limits) {}

    // Throws LinkError: bad_argument for a number that a header cannot hold, too_large. False: closed. An answer that
    // is too large for what is unsent becomes `too_slow`.
    bool put(Outgoing message);
    void set_most_payload(std::size_t bytes) { most_payload_ = bytes; }  // of the other end

    void close();  // Thread: the link's. Drops what is unsent

    enum class Wrote { all, some, gone };
    // Writes until the socket is full. `answered` is called once for each answer that the system has taken.
    Wrote write_to(int socket, const std::function<void()>& answered);
    bool empty() const;

    struct Counts {
        std::uint64_t frames = 0, bytes = 0, updates_dropped = 0, events_dropped = 0;
    };
    Counts counts() const;

private:
    struct Item {
        Outgoing message;
        std::string start;          // prefix and header
        std::uint64_t dropped = 0;  // unsent ones that this one replaces
        std::size_t bytes = 0;
    };
    Item made(Outgoing message) const;
    void begin_first();
    bool replace(Item& item);
    void drop_event();

    const Limits limits_;
    std::atomic<std::size_t> most_payload_ = Limits().payload_bytes;
    mutable std::mutex mutex_;
    std::list<Item> items_;  // a list, because the writer keeps a reference to the first one without the lock
    bool writing_ = false;   // the first item has begun, so it stays; it and pieces_ are the writer's alone
    bool closed_ = false;
    std::vector<Piece> pieces_;
    std::size_t piece_ = 0, offset_ = 0;
    std::size_t events_ = 0, answer_bytes_ = 0;
    std::uint64_t events_lost_ = 0;  // since the last event that was sent
    Counts counts_;
};

}  // namespace gimbal::console::link::detail
