// A thread that runs small pieces of Python one after the other: the handlers thread and the assist thread.
#pragma once
#include <atomic>
#include <functional>
#include <string>

#include "base/mpsc_queue.h"
#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

// Keeps one PyThreadState for its whole life and sleeps without the GIL.
// Thread: any.   GIL: taken inside.
class PythonThread {
public:
    struct Options {
        const char* name;
        ThreadRole role;
        int nice;
    };
    struct Piece {
        std::string name;
        std::function<void()> body;
    };
    // Reports the Python error that a piece has left set, and clears it. Thread: this one.   GIL: held.
    using ReportError = std::function<void(const std::string& name)>;

    PythonThread(Options options, ReportError report_error)
        : options_(options),
          report_error_(std::move(report_error)) {}

    void post(std::string name, std::function<void()> body);
    WakeUp& wake_up() { return woken_; }  // notified when the release queue has something
    void start();                         // Thread: any, once; before that, posts wait. Python must live.
    // No more pieces; the one that runs is asked to end by an exception. Thread: script.   GIL: held, released while
    // waiting.
    bool finish_until(Clock::time_point deadline);
    bool started() const { return thread_.started(); }

private:
    void run();
    void run_piece(Piece& piece);

    Options options_;
    ReportError report_error_;
    MpscQueue<Piece> inbox_;
    WakeUp woken_;
    NativeThread thread_;
    std::atomic<unsigned long> python_id_{0};
    std::atomic<bool> finished_{false};
};

}  // namespace gimbal::console
