// The bar listens to events, so a worker's job is told to it as events of a run that no engine has.
#include "app/window/work_status.h"

#include <limits>
#include <utility>

namespace gimbal::app {
namespace {

constexpr console::RunId run_of_workers = std::numeric_limits<console::RunId>::max();

}  // namespace

void WorkStatus::show(CommandRunner& runner, bool script_runs, StatusBar& bar) {
    const auto& running = runner.running();
    if (running.empty() || script_runs) {
        if (std::exchange(shown_, false)) bar.handle(console::RunEnded{run_of_workers, console::RunState::done, 0, {}});
        return;
    }
    const CommandRunner::Running& first = running.front();
    if (!std::exchange(shown_, true)) bar.handle(console::RunStarted{run_of_workers, console::RunKind::command, first.title});
    bar.handle(console::Progress{run_of_workers, "", first.job->progress()});
}

}  // namespace gimbal::app
