// Calls the functions of timers on the handlers thread.
#pragma once
#include "gimbal/console/python/gil.h"

#include <chrono>
#include <memory>
#include <string>

#include "engine/output/thread_runs.h"
#include "engine/runs/host_reports.h"
#include "engine/runs/python_thread.h"
#include "engine/runs/run_control.h"
#include "engine/timers/timer_table.h"

namespace gimbal::console {

// The handlers thread asks for the next piece and sleeps until one is due, so no other thread is woken for a timer.
// Thread: any, unless a member says otherwise.   GIL: not needed, unless a member says otherwise.
class Timers : public TimedPieces {
public:
    Timers(PythonThread& handlers, const RunControl& control, HostReports& reports,
           const std::atomic<RunId>& current_run)
        : table_(std::make_shared<TimerTable>(handlers.wake_up())),
          control_(control),
          reports_(reports),
          current_run_(current_run) {}
    ~Timers() { close(); }

    // While the engine quits, has failed or is a forked child, the timer is not active and its `dropped` is called.
    TimerTable::State start(TimerWork work);
    TimerTable& table() { return *table_; }
    std::string why_closed() const;  // empty: new timers are accepted
    RunId run_of_thread() const { return run_of_this_thread(current_run_.load()); }
    bool is_script_here() const;  // the calling thread belongs to a run, or to a timer that a run has started

    bool take_due(PythonThread::Piece& piece) override;
    Clock::time_point next_due() const override { return table_->next_due(); }
    std::size_t due_count() const override { return table_->due_count(); }

    void close() { table_->close(); }      // GIL: held, or Python does not run
    void abandon() { table_->abandon(); }  // for Python that was left behind
    // The end of a headless program: waits for the one-shot timers of its script. Reports the script's timers that end
    // with it. False: a signal handler has raised, and the error is set. Thread: script. GIL: held, released meanwhile.
    bool finish_script(bool waits);

private:
    void call(detail::TimerState& timer);
    bool wait_for_holding();  // false: a Python error is set

    const std::shared_ptr<TimerTable> table_;
    const RunControl& control_;
    HostReports& reports_;
    const std::atomic<RunId>& current_run_;
    const detail::TimerState* called_ = nullptr;  // the timer whose function runs now. Thread: handlers
};

}  // namespace gimbal::console
