// Text on its way to the UI: joined into blocks, bounded, and in order with every other event.
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

// The source of C code's text (descriptor_capture.h).
class NativeOutput {
public:
    virtual ~NativeOutput() = default;
    // Passes the text that C code has written so far to the channel. Thread: any.
    virtual void catch_up() noexcept = 0;
    // The same, and the bytes of a character that C code has left unfinished. Thread: any.
    virtual void finish() noexcept = 0;
};

// Receives every byte before anything else does, also text that is never shown. It must not block.
// Thread: any, several at once.
using OutputTap = void (*)(Stream stream, const char* text, std::size_t size);

// Thread: any, also in a forked child.   GIL: not needed; no Python call is made with the mutex held.
class OutputChannel {
public:
    explicit OutputChannel(EventChannel& events, std::size_t pending_limit = default_pending_limit)
        : events_(events),
          pending_limit_(pending_limit),
          pending_(std::make_shared<Pending>()) {}

    // Text of the host, shown at once.
    void write(RunId run, Stream stream, std::string_view text);
    // For the thread's run, after the thread's earlier text.
    void write(Stream stream, std::string_view text, bool folded = false);
    std::uint64_t writes() const { return writes_.load(std::memory_order_relaxed); }  // by any thread, so far
    // A line is passed on when it is complete, flushed, or incomplete for about 40 ms. Lines of two paths never mix.
    // Text that C code wrote earlier comes first.
    void write_python(Stream stream, std::string_view text);
    void write_native(Stream stream, std::string_view text);
    void flush(Stream stream);  // this thread's incomplete line of the stream
    void flush_all();           // this thread's incomplete lines and those of C code, which is read first
    void end_run();             // the same, and an incomplete character of C code

    std::atomic<RunId> current_run{0};  // the run that a write of the script thread belongs to

    // Publishes lines that have been incomplete for long. True: other lines are incomplete, so the output thread calls
    // again one tick later.
    bool publish_old_lines();
    WakeUp& line_left_open() { return line_left_open_; }  // notified when those calls have to begin
    static constexpr int tick_ms = 20, ticks_until_published = 2;

    void set_native(NativeOutput* native) { native_.store(native); }  // must outlive every writer, or be reset first
    // From now on, text is written to the process's own descriptors, because no window is left to show it.
    void redirect_to_descriptors();
    static inline std::atomic<OutputTap> tap{nullptr};

    static constexpr std::size_t default_pending_limit = 4u << 20;  // bytes that the UI has not taken yet
    static constexpr std::size_t chunk_size = 64u << 10;            // beyond the limit, this much is dropped at a time
    static constexpr std::size_t block_size = 64u << 10;       // a new block begins here; the UI can pause between two
    static constexpr std::size_t open_line_limit = 64u << 10;  // a longer line is passed on in pieces

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

        // The other functions: Pending::mutex is held.
        bool is_open(std::uint64_t posted) const { return !taken_ && opened_at_ == posted && bytes_ < block_size; }
        bool is_taken() const { return taken_; }
        void append(const Origin& origin, std::string_view text);
        bool drop_oldest();  // false: the block is empty
    private:
        std::string& chunk_for(const Origin& origin);

        std::shared_ptr<Pending> pending_;
        std::uint64_t opened_at_;
        std::deque<TextPiece> pieces_;
        std::string spare_;  // the memory of a dropped chunk, to be used again
        std::uint64_t dropped_lines_ = 0;
        std::size_t bytes_ = 0;  // ever appended
        bool taken_ = false;
    };

    template <class Step>
    void in_chunks(const Origin& origin, std::string_view text, Step step);
    template <class F>
    void locked(F&& work);  // with Pending::mutex; wakes the UI afterwards if a block was opened
    void catch_up_native();
    Origin origin_of(Stream stream, Source source) const;

    // Pending::mutex is held.
    void append_whole_lines(const Origin& origin, std::string_view text);
    void append_bounded(const Origin& origin, std::string_view text);
    void publish(OpenLines::Line& line);
    void forget_taken_blocks();
    void drop_excess();

    EventChannel& events_;
    const std::size_t pending_limit_;
    std::shared_ptr<Pending> pending_;
    // Guarded by Pending::mutex.
    std::shared_ptr<Block> open_;  // the newest
    OpenLines lines_;
    bool opened_ = false, ticking_ = false;

    WakeUp line_left_open_;
    std::atomic<NativeOutput*> native_{nullptr};
    std::atomic<std::uint64_t> writes_{0};
    std::atomic<bool> to_descriptors_{false};
};

}  // namespace gimbal::console
