// Decides whether a thread of the host may attach to the interpreter, and counts those that have. This is PEP 788 for
// every CPython, which would otherwise end or hang a thread that waits for the GIL while the interpreter ends.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "gimbal/console/base/clock.h"

namespace gimbal::console {

// There is one per process, as there is one main interpreter. While it is open and nobody has to wait, a thread passes
// without a lock. The mutex is never held while the GIL is waited for. Thread: any, unless a member says otherwise.
// GIL: not needed, unless a member says otherwise.
class AttachGate {
public:
    // --- For GilGuard.
    enum class Entry {
        refused,
        nested,   // the thread holds the GIL already
        counted,  // the thread may take the GIL: has_attached() and leave() follow
        alone,    // the thread of a forked child may take the GIL: nothing follows
    };
    // Two threads at a time wait for the GIL itself, the others sleep here until they get a place, and close() ends
    // their sleep. So a script that wants the GIL competes with two threads, not with all. With one place, each call
    // would cost a switch of threads: a thread that has just released the GIL could not take it again before the next
    // one has woken. Each `rotation` another sleeper gets its turn.
    static constexpr int places = 2;
    static constexpr std::chrono::microseconds rotation{500};
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

    Entry enter_open();
    Entry enter_other();
    bool take_place();
    bool wait_for_place();  // false: the gate has been closed
    void set(State state);

    // Each side first writes its own word and then reads the other's, so whichever comes second sees both. Hence all
    // are sequentially consistent.
    std::atomic<State> state_{State::no_python};
    std::atomic<int> count_{0};        // threads between enter() and leave()
    std::atomic<int> taken_{0};        // places
    std::atomic<int> sleepers_{0};     // threads that wait for a place
    std::atomic<bool> waking_{false};  // a sleeper was woken and has not looked yet
    std::atomic<Clock::duration> last_wake_{Clock::duration{}};

    std::mutex mutex_;
    std::condition_variable turn_, empty_;
    std::thread::id finaliser_;  // with the mutex
};

AttachGate& attach_gate();

// A GilGuard of a thread that runs code of a sub-interpreter is false. `enter` and `leave` are called by the thread
// that attaches to one and detaches from it; they nest. Thread: any.
void enter_sub_interpreter() noexcept;
void leave_sub_interpreter() noexcept;
bool in_sub_interpreter() noexcept;

// Whether the calling thread holds the GIL of the main interpreter. Thread: any, also without Python.
bool holds_gil();

}  // namespace gimbal::console
