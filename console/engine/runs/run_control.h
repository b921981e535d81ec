// Submits, removes and stops runs, and refuses them once the program quits.
#pragma once
#include <atomic>
#include <memory>

#include "engine/input/input_line.h"
#include "engine/output/run_names.h"
#include "engine/runs/async_loop.h"
#include "engine/runs/run_queue.h"
#include "engine/runs/supervisor.h"
#include "gimbal/console/run_model.h"

namespace gimbal::console {

// Thread: any.   GIL: not needed.
class RunControl {
public:
    RunControl(EventChannel& events, RunNames& names, RunModel& model, RunQueue& runs, Supervisor& supervisor,
               AsyncLoop& loop, InputLine& input)
        : events_(events),
          names_(names),
          model_(model),
          runs_(runs),
          supervisor_(supervisor),
          loop_(loop),
          input_(input) {}

    RunId submit(const std::shared_ptr<Run>& run);  // 0 in a forked child
    bool remove(RunId run);
    void stop();

    bool is_quitting() const { return quitting_.load(); }
    void begin_quit();                             // refuses new runs
    void press_for_quit(Clock::duration elapsed);  // stops the current run, by force when Quit has waited 0.3 s
    void remove_refused();                         // those submitted while the script thread was ending

private:
    EventChannel& events_;
    RunNames& names_;
    RunModel& model_;
    RunQueue& runs_;
    Supervisor& supervisor_;
    AsyncLoop& loop_;
    InputLine& input_;
    std::atomic<bool> quitting_{false};
};

}  // namespace gimbal::console
