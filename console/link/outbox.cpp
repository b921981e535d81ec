#include "link/outbox.h"

#include <algorithm>
#include <utility>

#include "link/wire/frame.h"
#include "link/wire/names.h"

namespace gimbal::console::link::detail {

using Lane = Outgoing::Lane;

namespace {
constexpr std::size_t room_for_dropped = 32;  // `"dropped":N` may be added to a header later
}

Outbox::Item Outbox::made(Outgoing message) const {
    Item item;
    check_names(message.header, message.arrays);
    if (!message.arrays.empty()) message.header["arrays"] = descriptions_of(message.arrays);
    item.start = frame_start(message.header, message.arrays);
    const std::size_t header = item.start.size() - prefix_bytes;
    if (header + room_for_dropped > most_header_)
        throw LinkError(Code::too_large, "a message with a header of " + std::to_string(header) +
                                             " bytes is refused by the other end, which takes " +
                                             std::to_string(most_header_) + "; send the values as arrays");
    std::size_t payload = 0;
    for (const auto& [name, array] : message.arrays) payload += padded(array.byte_count());
    if (payload > most_payload_)
        throw LinkError(Code::too_large, "a message with arrays of " + std::to_string(payload) +
                                             " bytes is refused by the other end, which takes " +
                                             std::to_string(most_payload_) + "; share them in memory");
    item.bytes = item.start.size() + payload;
    item.message = std::move(message);
    return item;
}

void Outbox::drop_event(std::list<Item>& dropped) {
    const auto oldest = std::find_if(first_unsent(), items_.end(),
                                     [](const Item& item) { return item.message.lane == Lane::event; });
    if (oldest == items_.end()) return;
    dropped.splice(dropped.end(), items_, oldest);
    --events_;
    ++events_lost_;
    ++counts_.events_dropped;
}

bool Outbox::put(Outgoing message) {
    Item item = made(std::move(message));
    std::list<Item> dropped;  // destroyed without the lock, for an array may have an owner of the user
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (item.message.lane == Lane::newest) {
        const auto message_of = [](Item& other) -> Outgoing& { return other.message; };
        const std::uint64_t before = item.message.replaced;  // while it waited for a call
        const auto place = place_of_newest(items_, first_unsent(), item.message, message_of, dropped);
        if (item.message.counted) counts_.updates_dropped += before + dropped.size();
        items_.insert(place, std::move(item));
        return true;
    }
    if (item.message.lane == Lane::event) {
        if (events_ >= limits_.unsent_events) drop_event(dropped);
        ++events_;
    }
    if (item.message.lane == Lane::answer) {
        if (answer_bytes_ + item.bytes > limits_.unsent_answer_bytes && !item.message.arrays.empty()) {
            const std::string sentence = "the answer has " + std::to_string(item.bytes) +
                                         " bytes, and this connection has not read " + std::to_string(answer_bytes_);
            item = made({.header = {{"type", "error"},
                                    {"id", item.message.header["id"]},
                                    {"code", code_name(Code::too_slow)},
                                    {"message", sentence}},
                         .lane = Lane::answer});
        }
        answer_bytes_ += item.bytes;
    }
    items_.push_back(std::move(item));
    return true;
}

void Outbox::close() {
    std::list<Item> dropped;
    std::lock_guard lock(mutex_);
    closed_ = true;
    writing_ = false;
    dropped.swap(items_);
}

bool Outbox::empty() const {
    std::lock_guard lock(mutex_);
    return items_.empty();
}

Outbox::Counts Outbox::counts() const {
    std::lock_guard lock(mutex_);
    return counts_;
}

void Outbox::begin_first() {
    static constexpr char zeros[8] = {};
    Item& item = items_.front();
    std::uint64_t dropped = item.message.counted ? item.message.replaced : 0;
    if (item.message.lane == Lane::event) {
        dropped = std::exchange(events_lost_, 0);
        --events_;
    }
    if (dropped > 0) {
        item.message.header["dropped"] = dropped;
        item.start = frame_start(item.message.header, item.message.arrays);
    }
    pieces_.assign(1, {item.start.data(), item.start.size()});
    for (const auto& [name, array] : item.message.arrays) {
        if (array.byte_count() == 0) continue;
        pieces_.push_back({array.data(), array.byte_count()});
        const std::size_t padding = padded(array.byte_count()) - array.byte_count();
        if (padding > 0) pieces_.push_back({zeros, padding});
    }
    piece_ = 0;
    begun_ = false;
    writing_ = true;
}

Outbox::Wrote Outbox::write_to(int socket, const std::function<void()>& answered) {
    for (;;) {
        std::unique_lock lock(mutex_);
        if (items_.empty()) return Wrote::all;
        if (!writing_) begin_first();
        Item& item = items_.front();  // stays while writing_ is set
        lock.unlock();
        const int descriptor = begun_ ? -1 : item.message.descriptor.get();
        const ssize_t written = write_pieces(socket, &pieces_[piece_], pieces_.size() - piece_, descriptor);
        if (written < 0) return Wrote::gone;
        if (written == 0) return Wrote::some;
        begun_ = true;
        for (auto left = static_cast<std::size_t>(written); left > 0;) {
            Piece& piece = pieces_[piece_];
            const std::size_t part = std::min(left, piece.bytes);
            piece = {static_cast<const char*>(piece.data) + part, piece.bytes - part};
            left -= part;
            if (piece.bytes == 0) ++piece_;
        }
        const bool done = piece_ == pieces_.size();
        lock.lock();
        counts_.bytes += static_cast<std::uint64_t>(written);
        if (!done) continue;
        ++counts_.frames;
        const bool was_answer = item.message.lane == Lane::answer;
        if (was_answer) answer_bytes_ -= item.bytes;
        std::list<Item> sent;
        sent.splice(sent.begin(), items_, items_.begin());
        writing_ = false;
        lock.unlock();
        if (was_answer) answered();
    }
}

}  // namespace gimbal::console::link::detail
