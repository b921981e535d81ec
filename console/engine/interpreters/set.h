// The sub-interpreters of an engine.
#pragma once
#include "engine/interpreters/gil_ticker.h"
#include "engine/interpreters/record.h"

namespace gimbal::console::detail {

// Thread: any, unless a member says otherwise.   GIL: held or not.
class InterpreterSet : NonCopyable {
public:
    explicit InterpreterSet(InterpreterParts parts) : parts_(std::move(parts)), front_(*this) {}

    Interpreters& front() { return front_; }
    Result<Interpreter> create(InterpreterConfig config);  // Thread: any but UI
    std::vector<Interpreter> open() const;
    Interpreter find(std::int64_t id) const;  // empty: none is open with this number
    std::shared_ptr<InterpreterRecord> record_of(PyInterpreterState* interpreter) const;  // null: not of this set
    static InterpreterRecord* record_of(const Interpreter& handle) { return handle.record_.get(); }
    GilTicker& ticker() { return ticker_; }
    const InterpreterParts& parts() const { return parts_; }

    bool is_running() const;  // code runs in one of them
    void python_has_started() { started_.store(true); }
    void interrupt_thread(unsigned long thread);  // in the code that this thread runs in any of them

    // At Quit. The first one is called early, since it interrupts what the engine would wait for.
    void begin_end();
    bool end_until(Clock::time_point deadline);  // false: one does not end. GIL: not held

private:
    void forget_ended();
    std::vector<std::shared_ptr<InterpreterRecord>> records() const;  // a copy

    InterpreterParts parts_;
    Interpreters front_;
    mutable std::mutex mutex_;  // no Python is called with it held
    std::vector<std::shared_ptr<InterpreterRecord>> records_;
    bool ending_ = false;
    std::atomic<bool> started_{false};
    GilTicker ticker_;
};

}  // namespace gimbal::console::detail
