// The outcome of a job returns to the UI thread through the UI queue.
#include "app/window/host/command_runner.h"

#include <stdexcept>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

CommandRunner::CommandRunner(document::Document& document, const document::CommandRegistry& registry,
                             console::UiQueue& ui, WorkbenchWindow& window)
    : document_(document),
      registry_(registry),
      ui_(ui),
      window_(window) {}

void CommandRunner::run(const std::string& name, document::Arguments arguments) {
    run_then(name, std::move(arguments), {});
}

void CommandRunner::run_then(const std::string& name, document::Arguments arguments, std::function<void()> succeeded) {
    GIMBAL_ON(ui);
    const document::Command* command = registry_.find(name);
    if (!command) return window_.notify("There is no command " + name + ".", NoteLevel::error);
    try {
        if (const std::string reason = command->why_not ? command->why_not(*document_.snapshot()) : ""; !reason.empty())
            return window_.notify(command->label + ": " + reason, NoteLevel::warning);
        arguments = registry_.checked(*command, std::move(arguments));
    } catch (const std::exception& error) {
        return window_.notify(command->label + ": " + error.what(), NoteLevel::error);
    }
    const std::string line = document::CommandRegistry::python_line(*command, arguments);
    auto outcome = [this, line, label = command->label, succeeded = std::move(succeeded)](const std::string& error) {
        if (error == document::Cancelled().what()) return window_.notify(label + ": stopped", NoteLevel::info);
        if (!error.empty()) return window_.notify(error, NoteLevel::error);
        window_.log_action(line);
        if (succeeded) succeeded();
    };
    document::JobPtr job = document::run_command(
        document_, registry_, name, std::move(arguments),
        [this, outcome](const std::string& error) { ui_.post([outcome, error] { outcome(error); }); });
    if (!job->finished()) running_.push_back({std::move(job), command->label, console::steady_seconds()});
}

const std::vector<CommandRunner::Running>& CommandRunner::running() {
    GIMBAL_ON(ui);
    std::erase_if(running_, [](const Running& one) { return one.job->finished(); });
    return running_;
}

void CommandRunner::cancel_all() {
    GIMBAL_ON(ui);
    for (const Running& one : running_) one.job->cancel();
}

double CommandRunner::next_tick() { return running().empty() ? console::never : console::steady_seconds() + 0.1; }

}  // namespace gimbal::app
