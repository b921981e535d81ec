// Finds commands by name and starts them.
#include "app/window_commands.h"

#include <algorithm>
#include <stdexcept>

#include "app/app_context.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void WindowCommands::add(document::Command command) {
    GIMBAL_ON(ui);
    std::string name = command.name;
    window_.insert_or_assign(std::move(name), std::make_shared<const document::Command>(std::move(command)));
}

document::CommandPtr WindowCommands::at(std::string_view name) const {
    GIMBAL_ON(ui);
    if (document::CommandPtr command = document_.find(name)) return command;
    const auto found = window_.find(name);
    if (found == window_.end()) throw std::out_of_range("there is no command '" + std::string(name) + "'");
    return found->second;
}

std::vector<document::CommandPtr> WindowCommands::all() const {
    GIMBAL_ON(ui);
    std::vector<document::CommandPtr> all = document_.all();
    for (const auto& [name, command] : window_) all.push_back(command);
    return all;
}

bool opens_form(const document::Command& command) {
    return std::ranges::any_of(command.parameters, [&](const document::Parameter& parameter) {
        return parameter.required || command.of_script();
    });
}

void perform_command(AppContext& context, std::string_view name) {
    GIMBAL_ON(ui);
    const document::CommandPtr command = context.commands.at(name);
    if (!command->perform && !opens_form(*command)) return context.window.run_command(command->name, {});
    const std::string reason = command->reason(*context.document.snapshot());
    if (!reason.empty()) return context.window.notify(reason, NoteLevel::warning);
    if (command->perform) command->perform();
    else context.window.open_form(command->name);
}

}  // namespace gimbal::app
