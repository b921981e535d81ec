#include "engine/interpreters/set.h"

#include <algorithm>

#include "gimbal/console/python/forked_child.h"
#include "gimbal/console/engine.h"

namespace gimbal::console {

bool has_own_gil() { return PY_VERSION_HEX >= 0x030C0000; }

namespace detail {

Result<Interpreter> InterpreterSet::create(InterpreterConfig config) {
    if (thread_role() == ThreadRole::ui)
        return no_result(NoResult::refused,
                         "the UI thread must not wait until an interpreter is made: create it on another thread");
    if (in_forked_child()) return no_result(NoResult::closed, "a forked child has no sub-interpreters");
    if (!started_.load()) {  // a headless program is never `ready`
        if (parts_.engine.state() == EngineState::starting)
            return no_result(NoResult::refused, "Python has not started yet: wait for EngineReady");
        return no_result(NoResult::closed, "the engine could not start Python, or has ended");
    }
    forget_ended();
    auto record = std::make_shared<InterpreterRecord>(*this, std::move(config));
    const auto lease = record->lease();  // or the handles that open() makes would be the only ones
    {
        std::lock_guard lock(mutex_);
        if (ending_) return no_result(NoResult::closed, "the program is quitting");
        records_.push_back(record);
    }
    if (auto error = record->make()) return std::move(*error);
    return Interpreter(std::move(record));
}

void InterpreterSet::forget_ended() {
    std::lock_guard lock(mutex_);
    std::erase_if(records_, [](const auto& record) { return record->has_ended() && record->end_until(Clock::now()); });
}

std::vector<std::shared_ptr<InterpreterRecord>> InterpreterSet::records() const {
    std::lock_guard lock(mutex_);
    return records_;
}

std::vector<Interpreter> InterpreterSet::open() const {
    std::vector<Interpreter> all;
    for (auto& record : records())
        if (record->is_open()) all.push_back(Interpreter(std::move(record)));
    return all;
}

Interpreter InterpreterSet::find(std::int64_t id) const {
    for (Interpreter& one : open())
        if (one.id() == id) return std::move(one);
    return {};
}

std::shared_ptr<InterpreterRecord> InterpreterSet::record_of(PyInterpreterState* interpreter) const {
    std::lock_guard lock(mutex_);
    for (const auto& record : records_)
        if (!record->has_ended() && record->interpreter() == interpreter) return record;
    return nullptr;
}

bool InterpreterSet::is_running() const {
    std::lock_guard lock(mutex_);
    return std::ranges::any_of(records_, [](const auto& record) { return record->is_running(); });
}

void InterpreterSet::interrupt_thread(unsigned long thread) {
    std::lock_guard lock(mutex_);
    for (const auto& record : records_) record->interrupt_thread(thread);
}

void InterpreterSet::begin_end() {
    {
        std::lock_guard lock(mutex_);
        ending_ = true;
    }
    for (const auto& record : records()) record->begin_end();
}

bool InterpreterSet::end_until(Clock::time_point deadline) {
    bool ended = true;
    for (const auto& record : records()) ended &= record->end_until(deadline);
    ticker_.finish();  // last, because the ends above may wait for the GIL
    return ended && ticker_.join_until(deadline);
}

}  // namespace detail
}  // namespace gimbal::console
