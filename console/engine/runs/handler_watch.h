// Reports a piece of work on the handlers thread that does not end, because all others wait for it.
#pragma once
#include "engine/output/event_channel.h"
#include "engine/runs/python_thread.h"

namespace gimbal::console {

// Thread: supervisor, unless a member says otherwise.   GIL: never.
class HandlerWatch {
public:
    HandlerWatch(EventChannel& events, PythonThread& handlers) : events_(events), handlers_(handlers) {}

    void look();               // posts what is due
    int milliseconds() const;  // until the next look is due; -1: nothing runs, nor has lately
    std::uint64_t reported() const { return reported_.load(); }  // the piece, until it ends; 0: none. Thread: any

    static constexpr double first_report_seconds = 1, report_seconds = 1;

private:
    EventChannel& events_;
    PythonThread& handlers_;
    std::optional<PythonThread::Work> work_;  // at the last look
    std::string reported_name_;
    std::atomic<std::uint64_t> reported_{0};  // the number of the piece that was reported; 0: none
    double next_report_ = 0;                  // steady seconds
    bool again_ = false;                      // look again, because a piece may begin without a notification
};

}  // namespace gimbal::console
