// The outcome of a job returns to the UI thread through the UI queue.
#include "app/window/host/command_runner.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

CommandRunner::CommandRunner(Document& document, const document::CommandRegistry& registry, console::UiQueue& ui,
                             WorkbenchWindow& window, LiveLink& link)
    : document_(document),
      registry_(registry),
      ui_(ui),
      window_(window),
      link_(link) {}

void CommandRunner::run(const std::string& name, document::Arguments arguments, std::function<void()> succeeded) {
    GIMBAL_ON(ui);
    const document::CommandPtr command = registry_.find(name);
    if (!command) return window_.notify("There is no command " + name + ".", NoteLevel::error);
    document::CommandCall call;
    try {
        call = document::CommandRegistry::check_call(command, std::move(arguments), *document_.snapshot());
    } catch (const document::CannotRunNow& refused) {
        return window_.notify(command->label + ": " + refused.reason, NoteLevel::warning);
    } catch (const std::exception& error) {
        return window_.notify(command->label + ": " + error.what(), NoteLevel::error);
    }
    auto ended = [this, line = call.python_line(), label = command->label,
                  succeeded = std::move(succeeded)](const document::CommandResult& result) {
        using enum document::CommandResult::Outcome;
        if (result.outcome == cancelled) return window_.notify(label + ": stopped", NoteLevel::info);
        if (result.outcome == failed) return window_.notify(result.message, NoteLevel::error);
        window_.log_action(line);
        if (!result.message.empty()) window_.notify(result.message, NoteLevel::info);
        if (succeeded) succeeded();
    };
    JobPtr job = document::start_command(document_, std::move(call),
                                         [this, ended = std::move(ended)](const document::CommandResult& result) {
                                             ui_.post([ended, result] { ended(result); });
                                         });
    if (!job->finished() && !command->of_script())
        running_.push_back({command->label, std::move(job), console::steady_seconds()});
}

std::vector<document::RunningCommand> CommandRunner::running() {
    GIMBAL_ON(ui);
    std::erase_if(running_, [](const document::RunningCommand& one) { return one.job->finished(); });
    std::vector<document::RunningCommand> all = running_;
    std::ranges::move(link_.running(), std::back_inserter(all));
    return all;
}

void CommandRunner::cancel_all() {
    GIMBAL_ON(ui);
    for (const document::RunningCommand& one : running_) one.job->cancel();
    link_.cancel_all();
}

double CommandRunner::next_tick() { return running().empty() ? console::never : console::steady_seconds() + 0.1; }

}  // namespace gimbal::app
