// Finds commands by name and starts them.
#include "app/window_commands.h"

#include <stdexcept>

#include "app/app_context.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void WindowCommands::add(document::Command command) {
    GIMBAL_ON(ui);
    std::string name = command.name;
    window_.insert_or_assign(std::move(name), std::move(command));
}

const document::Command& WindowCommands::at(std::string_view name) const {
    GIMBAL_ON(ui);
    if (const document::Command* command = document_.find(name)) return *command;
    const auto found = window_.find(name);
    if (found == window_.end()) throw std::out_of_range("there is no command '" + std::string(name) + "'");
    return found->second;
}

void perform_command(AppContext& context, std::string_view name) {
    GIMBAL_ON(ui);
    const document::Command& command = context.commands.at(name);
    if (!command.perform) return context.window.run_command(command.name, {});
    const std::string reason = command.reason(*context.document.snapshot());
    if (!reason.empty()) return context.window.notify(reason, NoteLevel::warning);
    command.perform();
}

}  // namespace gimbal::app
