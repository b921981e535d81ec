// Text on its way to the UI: joined into blocks, bounded, in order with every other event.
#pragma once
#include <atomic>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/output/open_lines.h"

namespace gimbal::console {

// Where C code's text waits before it comes into the channel (descriptor_capture.h).
class NativeOutput {
public:
    virtual ~NativeOutput() = default;
    virtual void catch_up() noexcept = 0;  // what C code wrote before comes in now. Thread: any.
};

// Sees every byte before it goes anywhere else, also what is never shown. Thread: any, several at once. It may block
// nobody.
using OutputTap = void (*)(Stream stream, const char* text, std::size_t size);

// Thread: any, also in a forked child.   GIL: not needed; no Python call is made while the mutex is held.
class OutputChannel {
public:
    explicit OutputChannel(EventChannel& events, std::size_t pending_limit = most_pending)
        : events_(events),
          pending_limit_(pending_limit),
          pending_(std::make_shared<Pending>()) {}

    // The host's text, shown as it is written.
    void write(RunId run, Stream stream, std::string_view text);
    void write(Stream stream, std::string_view text);  // of the thread's run, after what this thread has written before
    // A line goes on when it is complete, when it is flushed, or when it has been open for long: lines of two paths
    // never mix.
    void write_python(Stream stream, std::string_view text);
    void write_native(Stream stream, std::string_view text);
    void flush(Stream stream);  // this thread's open line of that stream
    void flush_all();           // this thread's and those of C code, which has been looked for

    std::atomic<RunId> current_run{0};  // what a write of the script thread is tagged with

    // Publishes what has been open for long. True: another line is open, so call again a tick later. Thread: output.
    bool publish_old_lines();
    WakeUp& line_left_open() { return line_left_open_; }  // notified when calls have to begin
    static constexpr int tick_ms = 20, most_ticks = 2;

    void set_native(NativeOutput* native) { native_.store(native); }  // outlives every writer, or is taken away before
    // From now on text is written to the process's own descriptors: what is said at the end, when no window is there to
    // show it.
    void speak_to_descriptors();
    static inline std::atomic<OutputTap> tap{nullptr};

    static constexpr std::size_t most_pending =
        4u << 20;  // bytes not yet taken by the UI, where the host asks for no more
    static constexpr std::size_t chunk_size = 64u << 10;  // what is dropped at a time when there is more
    static constexpr std::size_t block_size = 64u << 10;  // then another begins, so that the UI can stop between two
    static constexpr std::size_t longest_open_line = 64u << 10;  // more of one line goes on in pieces

private:
    class Block;
    // Shared by the channel and its blocks, which the UI may keep longer.
    struct Pending {
        std::mutex mutex;                         // held for a copy of one write, or a pointer swap by the UI
        std::deque<std::weak_ptr<Block>> blocks;  // oldest first
        std::size_t bytes = 0;
    };
    class Block : public TextBlock {
    public:
        Block(std::shared_ptr<Pending> pending, std::uint64_t opened_at)
            : pending_(std::move(pending)),
              opened_at_(opened_at) {}
        std::vector<TextPiece> take(std::uint64_t& dropped_lines) override;

        // The rest with Pending::mutex held.
        bool is_open(std::uint64_t posted) const { return !taken_ && opened_at_ == posted && bytes_ < block_size; }
        void append(const Origin& origin, std::string_view text);
        bool drop_oldest();  // false: holds nothing
    private:
        std::string& chunk_for(const Origin& origin);

        std::shared_ptr<Pending> pending_;
        std::uint64_t opened_at_;
        std::deque<TextPiece> pieces_;
        std::string spare_;  // a dropped chunk's memory, used again
        std::uint64_t dropped_lines_ = 0;
        std::size_t bytes_ = 0;  // ever appended
        bool taken_ = false;
    };

    template <class Step>
    void in_chunks(const Origin& origin, std::string_view text, Step step);
    template <class F>
    void locked(F&& work);  // with Pending::mutex; wakes the UI after it where a block was opened
    Origin origin_of(Stream stream, Source source) const;

    // With Pending::mutex held.
    void append_whole_lines(const Origin& origin, std::string_view text);
    void append_bounded(const Origin& origin, std::string_view text);
    void publish(OpenLines::Line& line);
    void drop_what_is_too_much();

    EventChannel& events_;
    const std::size_t pending_limit_;
    std::shared_ptr<Pending> pending_;
    // Guarded by Pending::mutex.
    std::shared_ptr<Block> open_;  // the newest
    OpenLines lines_;
    bool opened_ = false, ticking_ = false;

    WakeUp line_left_open_;
    std::atomic<NativeOutput*> native_{nullptr};
    std::atomic<bool> to_descriptors_{false};
};

}  // namespace gimbal::console
