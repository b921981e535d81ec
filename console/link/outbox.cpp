#include "link/outbox.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "link/frame.h"

namespace gimbal::console::link::detail {

using Lane = Outgoing::Lane;

Outbox::Item Outbox::made(Outgoing message) const {
    Item item;
    if (!message.arrays.empty()) message.header["arrays"] = descriptions_of(message.arrays);
    item.start = frame_start(message.header, message.arrays);
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

// Keeps the place of the older one, so a message that was put after it never overtakes the newer content.
bool Outbox::replace(Item& item) {
    const auto first = std::next(items_.begin(), writing_ ? 1 : 0);
    const auto older = std::find_if(first, items_.end(), [&](const Item& other) {
        return other.message.lane == Lane::newest && other.message.key == item.message.key;
    });
    if (older == items_.end()) return false;
    if (item.message.counted) {
        item.dropped = older->dropped + 1;
        ++counts_.updates_dropped;
    }
    *older = std::move(item);
    return true;
}

void Outbox::drop_event() {
    const auto first = std::next(items_.begin(), writing_ ? 1 : 0);
    const auto oldest = std::find_if(first, items_.end(),
                                     [](const Item& item) { return item.message.lane == Lane::event; });
    if (oldest == items_.end()) return;
    items_.erase(oldest);
    --events_;
    ++events_lost_;
    ++counts_.events_dropped;
}

bool Outbox::put(Outgoing message) {
    Item item = made(std::move(message));
    std::lock_guard lock(mutex_);
    if (closed_) return false;
    if (item.message.lane == Lane::newest && replace(item)) return true;
    if (item.message.lane == Lane::event) {
        if (events_ >= limits_.unsent_events) drop_event();
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
    std::lock_guard lock(mutex_);
    closed_ = true;
    writing_ = false;
    items_.clear();
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
    std::uint64_t dropped = item.dropped;
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
    piece_ = offset_ = 0;
    writing_ = true;
}

Outbox::Wrote Outbox::write_to(int socket, const std::function<void()>& answered) {
    for (;;) {
        std::unique_lock lock(mutex_);
        if (items_.empty()) return Wrote::all;
        if (!writing_) begin_first();
        Item& item = items_.front();  // stays while writing_ is set
        lock.unlock();
        Piece first = pieces_[piece_];
        std::swap(first, pieces_[piece_]);
        pieces_[piece_] = {static_cast<const char*>(first.data) + offset_, first.bytes - offset_};
        const int descriptor = piece_ == 0 && offset_ == 0 ? item.message.descriptor.get() : -1;
        const ssize_t written = write_pieces(socket, &pieces_[piece_], pieces_.size() - piece_, descriptor);
        pieces_[piece_] = first;
        if (written < 0) return Wrote::gone;
        if (written == 0) return Wrote::some;
        offset_ += static_cast<std::size_t>(written);
        while (piece_ < pieces_.size() && offset_ >= pieces_[piece_].bytes) offset_ -= pieces_[piece_++].bytes;
        const bool done = piece_ == pieces_.size();
        lock.lock();
        counts_.bytes += static_cast<std::uint64_t>(written);
        if (!done) continue;
        ++counts_.frames;
        const bool was_answer = item.message.lane == Lane::answer;
        if (was_answer) answer_bytes_ -= item.bytes;
        items_.pop_front();
        writing_ = false;
        lock.unlock();
        if (was_answer) answered();
    }
}

}  // namespace gimbal::console::link::detail
