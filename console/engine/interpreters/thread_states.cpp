#include "engine/interpreters/thread_states.h"

#include <algorithm>

#include "engine/interpreter/attach_gate.h"
#include "engine/interpreters/record.h"
#include "engine/values/thread_states.h"

namespace gimbal::console::detail {

namespace {
// The states of the calling thread. At its end they go to their interpreters, which delete them.
struct OwnStates {
    struct One {
        std::weak_ptr<InterpreterRecord> record;
        PyThreadState* state;
    };
    std::vector<One> all;
    std::vector<std::pair<const InterpreterRecord*, PyThreadState*>> inside;  // innermost last

    ~OwnStates() {
        for (const One& one : all)
            if (const auto record = one.record.lock()) record->leave_state(one.state);
    }
    PyThreadState* find(const InterpreterRecord& wanted) {
        std::erase_if(all, [](const One& one) {
            const auto record = one.record.lock();
            return !record || record->has_ended();
        });
        for (const One& one : all)
            if (one.record.lock().get() == &wanted) return one.state;
        return nullptr;
    }
};
thread_local OwnStates own_states;

PyThreadState* state_of_pair(InterpreterRecord& record) {
    if (PyThreadState* found = own_states.find(record)) return found;
    PyThreadState* made = PyThreadState_New(record.interpreter());
    if (!made) return nullptr;
    record.add_state(made);
    own_states.all.push_back({record.weak_from_this(), made});
    return made;
}
}  // namespace

// Before 3.12 the current state is that of the thread that holds the GIL.
PyThreadState* attached_state() {
    PyThreadState* state = current_state();
    if (!state) return nullptr;
    const bool is_pair = !own_states.inside.empty() && own_states.inside.back().second == state;
    return is_pair || state == PyGILState_GetThisThreadState() ? state : nullptr;
}

bool is_inside(const InterpreterRecord& record) {
    return std::ranges::any_of(own_states.inside, [&](const auto& one) { return one.first == &record; });
}

void attach_directly(PyThreadState* state) { PyEval_RestoreThread(state); }

// A short-lived state of the same interpreter takes the note with it when it is deleted.
void detach_directly([[maybe_unused]] PyThreadState* state, PyThreadState* noted) {
    if (noted) PyThreadState_Swap(noted);
#if PY_VERSION_HEX >= 0x030C0000
    else if (PyThreadState* last = PyThreadState_New(PyThreadState_GetInterpreter(state))) {
        PyThreadState_Swap(last);
        PyThreadState_Clear(last);
        return PyThreadState_DeleteCurrent();
    }
#endif
    PyEval_SaveThread();
}

Attachment::Attachment(InterpreterRecord& record) : record_(record) {
    outer_ = attached_state();
    if (!outer_ && !record.has_own_gil()) {
        main_.emplace();
        if (!*main_) return;
        outer_ = PyThreadState_Get();
    }
    noted_ = PyGILState_GetThisThreadState();
    state_ = state_of_pair(record);
    if (!state_) return;
    if (outer_) PyThreadState_Swap(state_);
    else attach_directly(state_);
    own_states.inside.emplace_back(&record, state_);
    enter_sub_interpreter();
}

Attachment::~Attachment() {
    if (!state_) return;
    leave_sub_interpreter();
    own_states.inside.pop_back();
    if (outer_) {
        PyThreadState_Swap(outer_);
        thread_states().note_end_by_quit();  // which may have interrupted the code
    } else {
        detach_directly(state_, noted_);
    }
}

}  // namespace gimbal::console::detail
