#include "engine/values/thread_states.h"

#include <algorithm>

#include "gimbal/console/python/forked_child.h"
#include "base/platform/thread_end.h"
#include "engine/values/release_queue.h"

namespace gimbal::console {

namespace {
thread_local PyThreadState* own_state = nullptr;
thread_local std::uint64_t own_interpreter = 0;

// From 3.12 on, a thread that deletes the state of another one loses its own for PyGILState_Ensure(). A state that is
// attached meanwhile loses it instead, and attaching the first one again restores it.
class StandIn : NonCopyable {
public:
#if PY_VERSION_HEX >= 0x030C0000
    StandIn() : own_(PyThreadState_Swap(PyThreadState_New(PyInterpreterState_Main()))) {}
    ~StandIn() {
        PyThreadState_Clear(PyThreadState_Get());
        PyThreadState_DeleteCurrent();
        PyEval_RestoreThread(own_);
    }

private:
    PyThreadState* own_;
#else
    StandIn() {}
    ~StandIn() {}
#endif
};
}  // namespace

ThreadStates::Own ThreadStates::of_this_thread() {
    const std::uint64_t interpreter = interpreter_.load();
    if (is_thread_ending()) return {};  // PyGILState_Ensure() may have lost the state
    if (own_state && own_interpreter == interpreter) return {own_state};
    if (PyGILState_GetThisThreadState()) return {};
    own_state = PyThreadState_New(PyInterpreterState_Main());
    if (!own_state) return {};
    own_interpreter = interpreter;
    call_at_thread_end([] { thread_states().give_up(own_state, own_interpreter); });
    std::lock_guard lock(mutex_);
    kept_.insert(own_state);
    return {own_state, true};
}

bool ThreadStates::this_thread_is_idle() const noexcept { return own_state && current_state() != own_state; }

void ThreadStates::give_up(PyThreadState* state, std::uint64_t interpreter) {
    if (in_forked_child()) return;  // another thread may have held the mutex
    {
        std::lock_guard lock(mutex_);
        if (interpreter != interpreter_.load()) return;
        ended_.push_back(state);
        has_ended_.store(true);
    }
    release_queue().notify();
}

void ThreadStates::free_ended() {
    GIMBAL_GIL_HELD();
    if (!has_ended_.load()) return;
    std::vector<PyThreadState*> ended;
    {
        std::lock_guard lock(mutex_);
        ended.swap(ended_);
        has_ended_.store(false);
        // A thread that ended between PyGILState_Ensure() and Release() has left it in use.
        std::erase_if(ended, [](const PyThreadState* state) { return state->gilstate_counter != 1; });
        for (const PyThreadState* state : ended) kept_.erase(state);
    }
    if (ended.empty()) return;
    const StandIn stand_in;
    for (PyThreadState* state : ended) PyThreadState_Clear(state);  // may run Python code
    for (PyThreadState* state : ended) PyThreadState_Delete(state);
}

ThreadStates::Others ThreadStates::others() {
    GIMBAL_GIL_HELD();
    const PyThreadState* const mine = PyThreadState_Get();
    Others found = Others::idle;
    std::lock_guard lock(mutex_);
    PyThreadState* state = PyInterpreterState_ThreadHead(PyInterpreterState_Main());
    for (; state; state = PyThreadState_Next(state)) {
        if (state == mine || (state->gilstate_counter == 1 && kept_.contains(state))) continue;
        found = std::max(found, ended_by_quit_.contains(state) ? Others::ended : Others::busy);
    }
    return found;
}

void ThreadStates::begin_quit() { quitting_.store(true); }

void ThreadStates::note_end_by_quit() {
    if (!quitting_.load()) return;
    std::lock_guard lock(mutex_);
    ended_by_quit_.insert(PyGILState_GetThisThreadState());
}

EndedByQuit::EndedByQuit() : state_(PyGILState_GetThisThreadState()) {
    ThreadStates& all = thread_states();
    std::lock_guard lock(all.mutex_);
    if (!all.ended_by_quit_.insert(state_).second) state_ = nullptr;
}

EndedByQuit::~EndedByQuit() {
    ThreadStates& all = thread_states();
    if (!state_ || happens_ || all.quitting_.load()) return;
    std::lock_guard lock(all.mutex_);
    all.ended_by_quit_.erase(state_);
}

void ThreadStates::change_interpreter() {
    std::lock_guard lock(mutex_);
    interpreter_.fetch_add(1);
    kept_.clear();
    ended_.clear();
    ended_by_quit_.clear();
    quitting_.store(false);
    has_ended_.store(false);
}

ThreadStates& thread_states() {
    static auto* states = new ThreadStates;  // never destroyed: threads of the host may end after main()
    return *states;
}

}  // namespace gimbal::console
