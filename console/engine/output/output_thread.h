// The thread that reads what C code writes and publishes lines that stay incomplete.
#pragma once
#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "engine/output/descriptor_capture.h"

namespace gimbal::console {

// It never takes the GIL, so a writer that holds the GIL and fills a pipe does not hang.
// Thread: the one that makes the engine starts it; any ends it.   GIL: not needed.
class OutputThread {
public:
    OutputThread(OutputChannel& output, DescriptorCapture& capture) : output_(output), capture_(capture) {}
    ~OutputThread() { finish(); }

    void start();
    void finish();  // joins. It needs no end of file: a child process may hold a pipe open forever.

private:
    void run();
    bool wait(int timeout_ms);  // true: a pipe holds text

    OutputChannel& output_;
    DescriptorCapture& capture_;
    NativeThread thread_;
    WakeUp ending_;
    std::atomic<bool> finished_{false};
};

}  // namespace gimbal::console
