// asyncio in the console: cells await on one loop of the script thread, which also runs between the runs once it is in
// use.
#pragma once
#include "gimbal/console/python/gil.h"

#include <atomic>

#include "base/platform/wake_up.h"
#include "engine/output/event_channel.h"
#include "engine/runs/run_queue.h"
#include "engine/stop/interrupt_gate.h"

namespace gimbal::console {

// The engine's half of gimbal_console.runtime.background, which has the loop. Nothing is imported before a script
// imports asyncio or awaits. Thread: script, unless a member says otherwise.   GIL: held there.
class AsyncLoop {
public:
    AsyncLoop(EventChannel& events, const InterruptGate& gate, RunQueue& runs)
        : events_(events),
          gate_(gate),
          runs_(runs) {}

    bool install();  // asyncio has just been imported. Thread: Python. False: an error is set
    // Around a run, so that what it finds by asyncio.get_event_loop() is the console's loop in a cell, and none in a
    // script file.
    bool begin(bool cell);                                    // False: interrupted before it, the error is set
    void end(bool cell);                                      // keeps the pending Python error
    bool await(PyObject* coroutine);                          // a cell's, to its end. False: an error is set
    bool in_use() const { return static_cast<bool>(half_); }  // GIL: not needed
    // Runs the loop until the descriptor can be read. False: it is not in use, or an error is set.
    bool serve_until_readable(int descriptor);
    void shut_down(double seconds);  // cancels the tasks, waits that long at most, closes the loop
    void release();                  // before finalising

    // --- Thread: any.   GIL: not needed.
    void cancel_tasks();  // by the loop; a second time, later, interrupts what holds the loop
    std::size_t task_count() const { return task_count_.load(); }
    // For a Stop or a Quit that finds no run to stop while something is asked of the script thread: what has kept the
    // loop from coming round for `held_seconds` is interrupted, by a signal of its own, for SIGINT is blocked there.
    void interrupt_what_holds_it(double held_seconds);
    void note_asked();  // something waits for the loop to come round

    static constexpr double held_seconds = 0.5;

private:
    bool tell(const char* method);
    PyObject* make_host();
    static AsyncLoop& self_of(PyObject* capsule);
    // What the Python half calls.
    static PyObject* in_cell(PyObject* capsule, PyObject*);
    static PyObject* cell_name(PyObject* capsule, PyObject*);
    static PyObject* on_script_thread(PyObject* capsule, PyObject*);
    static PyObject* set_awaiting(PyObject* capsule, PyObject* on);
    static PyObject* set_cleaning(PyObject* capsule, PyObject* on);
    static PyObject* begin_idle(PyObject* capsule, PyObject*);
    static PyObject* end_idle(PyObject* capsule, PyObject*);
    static PyObject* take_interrupt(PyObject* capsule, PyObject*);
    static PyObject* taken(PyObject* capsule, PyObject*);
    static PyObject* post_count(PyObject* capsule, PyObject* count);
    static PyObject* run_id(PyObject* capsule, PyObject*);
    static PyObject* follow(PyObject* capsule, PyObject* variable);
    static PyMethodDef methods_[];

    EventChannel& events_;
    const InterruptGate& gate_;
    RunQueue& runs_;
    WakeUp commands_;  // the loop reads it: cancel the tasks
    std::atomic<bool> idle_{false}, interrupt_wanted_{false};
    std::atomic<int> senders_{0};
    std::atomic<double> asked_since_{0};  // steady seconds; 0: nothing waits for the loop
    std::atomic<std::size_t> task_count_{0};
    PyRef half_;  // gimbal_console.runtime.background.Background
};

}  // namespace gimbal::console
