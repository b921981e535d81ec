// Text on its way to the UI: joined into blocks, bounded, in order with every other event.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "console/engine/event_channel.h"

namespace gimbal::console {

// Thread: any, also in a forked child.   GIL: not needed; no Python call is made while the mutex is held.
class OutputChannel {
public:
    explicit OutputChannel(EventChannel& events) : events_(events), pending_(std::make_shared<Pending>()) {}

    void write(RunId run, Stream stream, std::string_view text);
    void write(Stream stream, std::string_view text) { write(current_run.load(std::memory_order_relaxed), stream, text); }

    std::atomic<RunId> current_run{0};                       // what a write is tagged with

    static constexpr std::size_t most_pending = 4u << 20;    // bytes not yet taken by the UI
    static constexpr std::size_t chunk_size = 64u << 10;     // what is dropped at a time when there is more
    static constexpr std::size_t block_size = 64u << 10 ;    // then another begins, so that the UI can stop between two

private:
    class Block;
    // Shared by the channel and its blocks, which the UI may keep longer.
    struct Pending {
        std::mutex mutex;                                    // held for a copy of one write, or a pointer swap by the UI
        std::deque<std::weak_ptr<Block>> blocks;             // oldest first
        std::size_t bytes = 0;
    };
    class Block : public TextBlock {
    public:
        Block(std::shared_ptr<Pending> pending, std::uint64_t opened_at) : pending_(std::move(pending)), opened_at_(opened_at) {}
        std::vector<TextPiece> take(std::uint64_t& dropped_lines) override;

        // The rest with Pending::mutex held.
        bool is_open(std::uint64_t posted) const { return !taken_ && opened_at_ == posted && bytes_ < block_size; }
        void append(RunId run, Stream stream, std::string_view text);
        bool drop_oldest();                                  // false: holds nothing
    private:
        std::string& chunk_for(RunId run, Stream stream);

        std::shared_ptr<Pending> pending_;
        std::uint64_t opened_at_;
        std::deque<TextPiece> pieces_;
        std::string spare_;                                  // a dropped chunk's memory, used again
        std::uint64_t dropped_lines_ = 0;
        std::size_t bytes_ = 0;                              // ever appended
        bool taken_ = false;
    };

    void append_bounded(RunId run, Stream stream, std::string_view text);
    void drop_what_is_too_much();

    EventChannel& events_;
    std::shared_ptr<Pending> pending_;
    std::shared_ptr<Block> open_;                            // the newest; guarded by Pending::mutex
};

}  // namespace gimbal::console
