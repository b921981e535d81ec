// What a connection has not sent yet. Of the updates of one name only the newest waits, of the events a bounded number;
// everything else is kept.
#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <iterator>
#include <list>
#include <mutex>
#include <string>
#include <utility>
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
    std::string key{};           // what is said about one subject stays in order
    bool whole = true;           // of the lane `newest`: needs none of the unsent older ones of its key
    bool counted = true;         // of the lane `newest`: the message says how many it has replaced
    std::uint64_t replaced = 0;  // of the lane `newest`: unsent ones that this one stands for
    Descriptor descriptor{};     // goes with the first byte
};

// Takes out what the newest message `message` stands for, and says where it belongs: the place of the oldest one that
// it replaces, or the end. A message of its key that must be kept is never overtaken. Entries before `first` stay;
// `message_of` gives the message of an entry; `removed` takes those that are replaced.
template <class Entries, class MessageOf>
typename Entries::iterator place_of_newest(Entries& entries, typename Entries::iterator first, Outgoing& message,
                                           MessageOf message_of, Entries& removed) {
    std::vector<typename Entries::iterator> older;  // the newest first
    for (auto entry = entries.end(); entry != first;) {
        const Outgoing& other = message_of(*--entry);
        if (other.key != message.key) continue;
        if (other.lane != Outgoing::Lane::newest || (other.whole && !message.whole)) break;
        older.push_back(entry);
    }
    auto place = entries.end();
    for (const auto& entry : older) {
        message.replaced += message_of(*entry).replaced + 1;
        place = std::next(entry);
        removed.splice(removed.begin(), entries, entry);
    }
    return place;
}

// Thread: any puts; the link's thread writes.
class Outbox {
public:
    explicit Outbox(const Limits& limits) : limits_(limits) {}

    // Throws LinkError: bad_argument for a number that a header cannot hold and for what is no name, too_large. False:
    // closed. An answer that is too large for what is unsent becomes `too_slow`.
    bool put(Outgoing message);
    void check(const Outgoing& message) const {  // throws as put() does
        made({.header = message.header, .arrays = message.arrays});
    }
    void set_most(std::size_t header_bytes, std::size_t payload_bytes) {  // of the other end
        most_header_ = header_bytes;
        most_payload_ = payload_bytes;
    }

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
        std::string start;  // prefix and header
        std::size_t bytes = 0;
    };
    Item made(Outgoing message) const;
    void begin_first();
    std::list<Item>::iterator first_unsent() { return std::next(items_.begin(), writing_ ? 1 : 0); }
    void drop_event(std::list<Item>& dropped);

    const Limits limits_;
    std::atomic<std::size_t> most_header_ = Limits().header_bytes, most_payload_ = Limits().payload_bytes;
    mutable std::mutex mutex_;
    std::list<Item> items_;  // a list, because the writer keeps a reference to the first one without the lock
    bool writing_ = false;   // the first item has begun, so it stays; it and pieces_ are the writer's alone
    bool closed_ = false;
    std::vector<Piece> pieces_;
    std::size_t piece_ = 0;
    bool begun_ = false;  // a byte of the first item is written
    std::size_t events_ = 0, answer_bytes_ = 0;
    std::uint64_t events_lost_ = 0;  // since the last event that was sent
    Counts counts_;
};

}  // namespace gimbal::console::link::detail
