// While a window is open, descriptors 1 and 2 of the process are pipes into the output channel, and descriptor 0 is
// /dev/null.
#pragma once
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "base/native_text.h"
#include "engine/output/output.h"

namespace gimbal::console {

// A process has one set of descriptors, so only one capture may be active at a time.
// Thread: any, also in a forked child.   GIL: not needed. The output thread empties a pipe that a thread with the GIL
// has filled.
class DescriptorCapture final : public NativeOutput {
public:
    explicit DescriptorCapture(OutputChannel& output) : output_(output) {}
    ~DescriptorCapture() override { give_back(); }

    void take();                // Thread: the one that makes the engine. Throws std::system_error.
    void give_back() noexcept;  // passes on what the pipes hold, then restores the descriptors. Again: does nothing
    bool taken() const noexcept { return taken_.load(); }

    // Reads some text from each pipe into the channel. False: the pipes were empty. Thread: output.
    bool read_once();
    // Called before each write of Python. Costs one system call, or none if too little time has passed for a write.
    void catch_up() noexcept override;
    void finish() noexcept override;
    void drain() noexcept;  // passes on all text written so far, including C's buffer of stdout

    std::array<int, 2> read_ends() const;  // for poll(); -1 if not taken

private:
    struct Pipe {
        std::atomic<int> read_end{-1};  // a script that goes on at Quit may look at it while give_back() closes it
        int kept_write_end = -1;        // keeps the pipe from ending when a script closes descriptor 1
        NativeText text;                // the text read so far
    };

    void open_pipe(Pipe& pipe);
    bool read_pipe(Stream stream);  // with reading_ held
    bool holds_text() const noexcept;
    void measure_write();

    OutputChannel& output_;
    std::mutex reading_;              // held while one piece of a pipe is read and written to the channel
    std::mutex taking_;               // held by take() and give_back()
    int originals_[3] = {};           // where descriptors 0, 1 and 2 led; guarded by taking_
    bool lines_before_ = false;       // C's stdout was flushed after each line; guarded by taking_
    std::array<Pipe, 2> pipes_;       // of descriptors 1 and 2
    std::unique_ptr<char[]> buffer_;  // guarded by reading_
    std::atomic<bool> taken_{false};
    std::atomic<int> waiting_{0};       // threads that wait for reading_ so that their write of Python comes next
    std::uint64_t shortest_write_ = 0;  // in ticks of the clock of catch_up()
};

// For a crash handler: passes what the pipes still hold to `sink`. It waits for a short time until the output thread
// has passed on what it has read. Does nothing in a forked child and if nothing is captured. Async-signal-safe.
void drain_captured_at_crash(void (*sink)(int descriptor, const char* text, std::size_t size)) noexcept;

}  // namespace gimbal::console
