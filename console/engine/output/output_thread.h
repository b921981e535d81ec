// The thread that reads what C code writes, and publishes lines that stay open: it needs no GIL, so no writer can hang
// on it.
#pragma once
#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "engine/output/descriptor_capture.h"

namespace gimbal::console {

// Thread: process main starts it; any ends it.   GIL: never taken.
class OutputThread {
public:
    OutputThread(OutputChannel& output, DescriptorCapture& capture) : output_(output), capture_(capture) {}
    ~OutputThread() { finish(); }
    OutputThread(const OutputThread&) = delete;
    OutputThread& operator=(const OutputThread&) = delete;

    void start();
    void finish();  // joins; ends by a wake-up, since a child may hold a pipe open for ever

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
