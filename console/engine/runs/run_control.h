// Submits, removes and stops runs, and refuses them once the program quits.
#pragma once
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "engine/input/input_line.h"
#include "engine/output/output.h"
#include "engine/output/run_names.h"
#include "engine/runs/async_loop.h"
#include "engine/runs/run_queue.h"
#include "engine/runs/supervisor.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed.
class RunControl {
public:
    RunControl(EventChannel& events, OutputChannel& output, RunNames& names, RunModel& model, RunQueue& runs,
               Supervisor& supervisor, AsyncLoop& loop, InputLine& input)
        : events_(events),
          output_(output),
          names_(names),
          model_(model),
          runs_(runs),
          supervisor_(supervisor),
          loop_(loop),
          input_(input) {}

    RunId submit(const std::shared_ptr<Run>& run);  // 0 in a forked child
    bool remove(RunId id);
    bool stop();              // false: nothing ran, waited or was asked
    void stop_run(RunId id);  // presses Stop for this run alone, if it is the current one

    // Python has not started: every run that waits or is submitted later ends at once with this error.
    void fail(const std::string& why);
    bool has_failed() const { return failed_.load(); }
    const std::string& why_failed() const { return why_; }  // once has_failed()

    bool is_quitting() const { return quitting_.load(); }
    void begin_quit(Clock::time_point deadline);   // refuses new runs; quit() returns then at the latest
    void press_for_quit(Clock::duration elapsed);  // stops the current run, by force when Quit has waited 0.3 s
    void leave_current();                          // reports the end of a run that does not end
    void remove_refused();                         // those submitted while the script thread was ending

private:
    void end_as_failed(const std::shared_ptr<Run>& run);
    void drop(const std::shared_ptr<Run>& run, const char* why);  // it will not run

    EventChannel& events_;
    OutputChannel& output_;
    RunNames& names_;
    RunModel& model_;
    RunQueue& runs_;
    Supervisor& supervisor_;
    AsyncLoop& loop_;
    InputLine& input_;
    std::atomic<bool> quitting_{false}, failed_{false};
    std::mutex failing_;  // held while the events of a run that fails are posted
    std::string why_;     // written before failed_ is set
};

}  // namespace gimbal::console
