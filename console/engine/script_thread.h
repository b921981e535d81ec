// The life of the interpreter: initialised, used and finalised on one thread, which is Python's main thread.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <string>

#include "base/platform/native_thread.h"

namespace gimbal::console {

class Engine;
struct EngineParts;

// Thread: script, unless a member says otherwise.   GIL: held, unless a member says otherwise.
class ScriptThread {
public:
    ScriptThread(Engine& engine, EngineParts& parts) : engine_(engine), parts_(parts) {}

    void start();  // starts the thread. Thread: UI
    void main();   // runs on the calling thread until the interpreter has ended. GIL: not held

    // The rest: Thread: any.   GIL: not needed.
    bool started() const { return thread_.started(); }
    bool join_until(Clock::time_point deadline) { return thread_.join_until(deadline); }  // false: it still runs
    void set_quit_deadline(Clock::time_point deadline) { quit_deadline_.store(deadline); }
    bool is_ready() const { return ready_.load(); }  // EngineReady was posted
    const std::atomic<bool>& is_ready_flag() const { return ready_; }
    bool finalised() const { return finalised_.load(); }
    const std::atomic<bool>& ended() const { return ended_; }
    int exit_code() const { return exit_code_.load(); }  // of a headless program

private:
    bool start_python();
    void fail(const std::string& why);
    void prepare_namespace();
    void run_program();  // headless
    void serve_runs();   // until Quit
    bool finalise();     // false: a Python thread of the script, or one of the host's, is still attached
    bool leave_python(Clock::time_point deadline);        // the same, once the engine's own threads have ended
    bool other_threads_end(Clock::time_point deadline);   // those of scripts and of the host; false: one lives on
    bool end_python_threads(Clock::time_point deadline);  // the engine's; false: one does not end

    Engine& engine_;
    EngineParts& parts_;
    NativeThread thread_;
    std::atomic<Clock::time_point> quit_deadline_{};
    std::atomic<bool> ready_{false}, finalised_{false}, ended_{false};
    std::atomic<int> exit_code_{0};
};

}  // namespace gimbal::console
