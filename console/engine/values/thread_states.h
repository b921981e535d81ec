// The thread states of the host's threads. A thread gets its own with its first GilGuard and keeps it until it ends,
// because making one costs fifty times as much as attaching one. Include this header first in a .cpp: it includes
// Python.h.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <vector>

namespace gimbal::console {

// The state that is current on this thread, or null. Before 3.12 it is that of the thread that holds the GIL.
// Thread: any.
inline PyThreadState* current_state() {
#if PY_VERSION_HEX >= 0x030D0000
    return PyThreadState_GetUnchecked();
#else
    return _PyThreadState_UncheckedGet();
#endif
}

// There is one per process, as there is one main interpreter. A thread that ends does not wait for the GIL, because
// the one that joins it may hold the GIL: some thread with the GIL frees the state later. The mutex is never held while
// Python code runs. Thread: any, unless a member says otherwise.   GIL: not needed, unless a member says otherwise.
class ThreadStates {
public:
    struct Own {
        PyThreadState* state = nullptr;
        bool is_new = false;
    };
    // The calling thread's, for PyEval_RestoreThread(). Null: use PyGILState_Ensure(), because the thread has a state
    // of CPython or of another library, or is about to end. The interpreter must not end meanwhile.
    Own of_this_thread();
    bool this_thread_is_idle() const noexcept;  // it keeps a state that is not attached

    void free_ended();  // those of threads that have ended. GIL: held, released for a moment
    // Those with states beside the calling thread. GIL: held
    enum class Others {
        idle,   // threads of the host that do not use Python
        ended,  // and threads whose wait was ended by Quit, so they may be about to end
        busy,
    };
    Others others();
    void begin_quit();
    void note_end_by_quit();    // the calling thread does not use any more what Quit ends. Nothing before begin_quit()
    void change_interpreter();  // forgets all, because they have ended with their interpreter. Thread: script

private:
    friend class EndedByQuit;
    void give_up(PyThreadState* state, std::uint64_t interpreter);

    std::mutex mutex_;
    std::set<const PyThreadState*> kept_;  // also the ended ones
    std::vector<PyThreadState*> ended_;
    std::set<const PyThreadState*> ended_by_quit_;  // also those in a wait that Quit would end
    std::atomic<bool> has_ended_{false};
    std::atomic<bool> quitting_{false};
    std::atomic<std::uint64_t> interpreter_{0};
};

ThreadStates& thread_states();

// For the scope the calling thread waits for something that Quit ends. Then Quit gives the thread time for its own end.
// GIL: held, also at the end of the scope.
class EndedByQuit : NonCopyable {
public:
    EndedByQuit();
    ~EndedByQuit();
    void happens() { happens_ = true; }  // before begin_quit()

private:
    const PyThreadState* state_;  // null: an outer scope has noted it
    bool happens_ = false;
};

}  // namespace gimbal::console
