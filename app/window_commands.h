// All commands that a menu, a key or a button can start: the document's, and those that the window's panels add.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "api/document/commands/commands.h"

namespace gimbal::app {

struct AppContext;

// Thread: UI.   GIL: never.
class WindowCommands {
public:
    explicit WindowCommands(const document::CommandRegistry& document) : document_(document) {}
    // `command.perform` is set. Everything it refers to must live as long as the menus.
    void add(document::Command command);
    const document::Command& at(std::string_view name) const;  // throws std::out_of_range
    const document::CommandRegistry& document() const { return document_; }

private:
    const document::CommandRegistry& document_;
    std::map<std::string, document::Command, std::less<>> window_;
};

// Starts a command by its name. If it cannot run now, a notification says why.
// Thread: UI.   GIL: never.
void perform_command(AppContext& context, std::string_view name);

}  // namespace gimbal::app
