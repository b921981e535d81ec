// Decides whether a thread of the host may attach to the interpreter, and counts those that have. This is PEP 788 for
// every CPython, which would otherwise end or hang a thread that waits for the GIL while the interpreter ends.
#pragma once
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <thread>

#include "gimbal/console/base/clock.h"

namespace gimbal::console {

// There is one per process, as there is one main interpreter. The mutex is never held while the GIL is waited for.
// Thread: any, unless a member says otherwise.   GIL: not needed, unless a member says otherwise.
class AttachGate {
public:
    // --- For GilGuard.
    enum class Entry {
        refused,
        nested,   // the thread holds the GIL already
        counted,  // the thread may take the GIL: has_attached() and leave() follow
    };
    // One thread at a time waits for the GIL itself. The others wait here for their turn, and close() ends their wait.
    Entry enter();
    void has_attached();  // GIL: held
    void leave();

    // --- For the engine.
    void open();                                        // an interpreter runs. Thread: script
    void close();                                       // refuses threads from now on
    bool wait_until_empty(Clock::time_point deadline);  // false: a thread is still attached, or waits for the GIL
    void begin_end();  // the calling thread finalises. Only it may attach from now on. Thread: script
    void end();        // there is no interpreter. Thread: script

private:
    enum class State { no_python, open, closed, ending };

    std::mutex mutex_;
    std::condition_variable turn_, empty_;
    State state_ = State::no_python;
    std::thread::id finaliser_;
    std::size_t count_ = 0;
    bool taking_ = false;  // a thread waits for the GIL
};

AttachGate& attach_gate();

// Whether the calling thread holds the GIL of the main interpreter. Thread: any, also without Python.
bool holds_gil();

}  // namespace gimbal::console
