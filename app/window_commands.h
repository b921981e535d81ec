// All commands that a menu, a key or a button can start: the document's, and those that the window's panels add.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "api/document/commands/commands.h"

namespace gimbal::app {

struct AppContext;

// Thread: UI.   GIL: never.
class WindowCommands {
public:
    explicit WindowCommands(const document::CommandRegistry& document) : document_(document) {}
    // `command.perform` is set. Everything it refers to must live as long as the menus.
    void add(document::Command command);
    document::CommandPtr at(std::string_view name) const;  // throws std::out_of_range
    std::vector<document::CommandPtr> all() const;         // the document's and scripts', then the window's by name
    const document::CommandRegistry& document() const { return document_; }

private:
    const document::CommandRegistry& document_;
    std::map<std::string, document::CommandPtr, std::less<>> window_;
};

// The command asks for its arguments in a dialog: some are required, or it is a script's and has any.
bool opens_form(const document::Command& command);

// Starts a command by its name, or opens its dialog. If it cannot run now, a notification says why.
// Thread: UI.   GIL: never.
void perform_command(AppContext& context, std::string_view name);

}  // namespace gimbal::app
