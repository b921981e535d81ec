// Descriptors 1 and 2 of the process as pipes that end in the output channel, and descriptor 0 as /dev/null, while a
// window stands.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include "base/native_text.h"
#include "engine/output/output.h"

namespace gimbal::console {

// A process has one set of descriptors: one capture at a time is taken.
// Thread: any, also in a forked child.   GIL: not needed; who holds it and fills a pipe is drained by the output
// thread.
class DescriptorCapture final : public NativeOutput {
public:
    explicit DescriptorCapture(OutputChannel& output) : output_(output) {}
    ~DescriptorCapture() override { give_back(); }
    DescriptorCapture(const DescriptorCapture&) = delete;
    DescriptorCapture& operator=(const DescriptorCapture&) = delete;

    void take();                // Thread: process main. Throws std::system_error.
    void give_back() noexcept;  // what is in the pipes comes into the channel first; again: no-op
    bool taken() const noexcept { return taken_.load(); }

    // What the pipes hold goes into the channel. False: there was nothing.
    bool read_once();                   // a piece of each pipe, for the output thread
    void catch_up() noexcept override;  // before a line of Python: a system call, and none where no time has passed
    void drain() noexcept;              // all that has been written by now, C's own buffers too

    std::array<int, 2> read_ends() const;  // to be polled; -1: not taken

private:
    struct Pipe {
        int read_end = -1,
            kept_write_end = -1;  // the second keeps the pipe from ending when a script closes descriptor 1
        NativeText text;          // what has been read
    };

    void open_pipe(int descriptor);
    bool read_pipe(int descriptor);  // with reading_ held
    bool holds_text() const noexcept;
    void measure_write();

    OutputChannel& output_;
    std::mutex reading_;             // held while one piece of a pipe is read and written into the channel
    std::mutex taking_;              // held by take() and give_back()
    std::array<Pipe, 2> pipes_;      // of descriptors 1 and 2
    std::unique_ptr<char[]> piece_;  // what is being read, with reading_ held
    std::atomic<bool> taken_{false};
    std::atomic<int> waiting_{0};  // for reading_, with a Python write behind them
    std::int64_t least_gap_ = 0;   // between two lines of Python with a write of C code in between
};

// Where descriptor 0, 1 or 2 led before it was captured; itself when it is not. For last words. Async-signal-safe.
int original_descriptor(int descriptor) noexcept;

// For a crash handler: gives `sink` what the pipes still hold, after the output thread has finished with what it has in
// hand (it is waited for a little). Async-signal-safe; in a forked child and when nothing is captured it does nothing.
void drain_captured_at_crash(void (*sink)(int descriptor, const char* text, std::size_t size)) noexcept;

}  // namespace gimbal::console
