// asyncio in the console: cells await on one event loop of the script thread, which also runs between the runs.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>

#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/runs/run_queue.h"
#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

// The C++ half of gimbal_console.runtime.background, which owns the event loop. Nothing is imported before a script
// imports asyncio or awaits. Thread: script, unless a member says otherwise.   GIL: held there.
class AsyncLoop {
public:
    AsyncLoop(EventChannel& events, const InterruptGate& gate, RunQueue& runs)
        : events_(events),
          gate_(gate),
          runs_(runs) {}

    bool install();  // call when asyncio has been imported. False: an error is set. Thread: Python
    // Called around a run: asyncio.get_event_loop() then returns the console's loop in a cell, and none in a script.
    bool begin(bool cell);                                    // False: interrupted before the run; the error is set
    void end(bool cell);                                      // keeps the pending Python error
    bool await(PyObject* coroutine);                          // awaits the coroutine of a cell. False: an error is set
    _object* result_of(PyObject* coroutine);                  // awaits it. New reference, or null with an error set
    bool in_use() const { return static_cast<bool>(half_); }  // GIL: not needed
    // Runs the loop until the descriptor is readable. False: the loop is not in use, or an error is set.
    bool serve_until_readable(int descriptor);
    void shut_down(double seconds);  // cancels the tasks, waits for them within the limit, closes the loop
    void release();                  // before finalising

    // --- Thread: any.   GIL: not needed.
    void cancel_tasks();  // called again later, it interrupts the code that blocks the loop
    std::size_t task_count() const { return task_count_.load(); }
    // For Stop and Quit when no run is current but the script thread is wanted: interrupts code that has blocked the
    // loop for `held_seconds`. It sends a real-time signal, because SIGINT is blocked between the runs.
    void interrupt_blocker(double held_seconds);
    void note_request();  // from now on, measures how long the code that runs on the loop blocks it

    static constexpr double held_seconds = 0.5;

private:
    bool call_half(const char* method);
    PyRef make_host();
    struct Host;  // the functions that the Python half calls

    EventChannel& events_;
    const InterruptGate& gate_;
    RunQueue& runs_;
    WakeUp cancel_requests_;  // read by the loop, which then cancels the tasks
    std::atomic<bool> idle_{false}, interrupt_wanted_{false};
    std::atomic<int> senders_{0};
    std::atomic<double> requested_at_{0};  // steady seconds; 0: nobody waits for the loop
    std::atomic<std::size_t> task_count_{0};
    PyRef half_;  // gimbal_console.runtime.background.Background
};

}  // namespace gimbal::console
