// A thread that runs small pieces of Python one after the other: the handlers thread and the assist thread.
#pragma once
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "base/mpsc_queue.h"
#include "base/platform/native_thread.h"
#include "base/platform/wake_up.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {

class TimedPieces;

// Keeps one PyThreadState for its whole life and sleeps without the GIL.
// Thread: any.   GIL: taken inside.
class PythonThread {
public:
    struct Options {
        const char* name;
        ThreadRole role;
        int nice;
        WakeUp* watcher = nullptr;             // notified when a piece begins, unless watch() keeps looking by itself
        TimedPieces* timed = nullptr;          // pieces that become due by time; none are taken after finish_until()
        std::size_t most_waiting = 1'000'000;  // further pieces are dropped
    };
    struct Piece {
        std::string name;
        std::function<void()> body;
        std::function<void()> dropped;  // called instead of the body if that will never run; may be empty
    };
    // The piece that runs now.
    struct Work {
        std::string name;
        std::uint64_t number = 0;
        double since = 0;  // steady seconds
    };
    // Reports the Python error that a piece has left set, and clears it. Thread: this one.   GIL: held.
    using ReportError = std::function<void(const std::string& name)>;

    PythonThread(Options options, ReportError report_error)
        : options_(options),
          report_error_(std::move(report_error)) {}

    // Drops the piece if too many others wait: a thread that is stuck must not fill the memory.
    void post(Piece piece);
    WakeUp& wake_up() { return woken_; }  // notified when the release queue or the timed pieces have something new
    void start();                         // Thread: any, once; before that, posts wait. Python must live.
    bool started() const { return thread_.started(); }

    struct Watched {
        std::optional<Work> work;
        bool again = false;         // call again within a second; false: the watcher is notified of the next piece
        std::size_t waiting = 0;    // pieces that could begin now
        std::uint64_t refused = 0;  // by post(), so far
    };
    Watched watch();
    unsigned long python_id() const { return python_id_.load(); }
    std::uint64_t piece();  // the number of the piece that runs; 0: none
    // Raises KeyboardInterrupt in this piece if it runs.   GIL: held
    void interrupt(std::uint64_t piece);

    // Refuses pieces and drops those that wait.   GIL: held, or Python does not run.
    void close();
    void abandon();  // the same for Python that was left behind: the bodies, which may hold references, are leaked
    // Closes; the piece that runs is asked to end by an exception. Thread: script.   GIL: held, released while waiting.
    bool finish_until(Clock::time_point deadline);

private:
    void run();
    void wait();
    bool take(Piece& piece);
    bool take_timed(Piece& piece);
    void run_piece(Piece& piece);

    Options options_;
    ReportError report_error_;
    MpscQueue<Piece> inbox_;
    std::mutex taking_;  // held while a piece is taken out of the inbox
    std::atomic<std::size_t> waiting_{0};
    std::atomic<std::uint64_t> refused_{0};
    WakeUp woken_;
    NativeThread thread_;
    std::atomic<unsigned long> python_id_{0};
    std::atomic<bool> finished_{false}, closed_{false}, watched_{false};
    std::mutex working_;
    std::optional<Work> work_;  // guarded by working_; changed by this thread with the GIL held
    std::uint64_t pieces_ = 0, watched_pieces_ = 0;
};

// Pieces that become due by time. They notify the thread's wake_up() when an earlier one comes.
class TimedPieces {
public:
    virtual bool take_due(PythonThread::Piece& piece) = 0;  // false: none is due. Thread: the one above. GIL: held
    virtual Clock::time_point next_due() const = 0;         // time_point::max(): there is none. Thread: any
    virtual std::size_t due_count() const = 0;              // Thread: any.   GIL: not needed

protected:
    ~TimedPieces() = default;
};

}  // namespace gimbal::console
