// The dialog of a command: a field for each parameter and a button that runs it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/dialogs/command_form.h"

namespace gimbal::app {

class FileBrowser;

// Thread: UI.   GIL: never.
class CommandDialog {
public:
    CommandDialog(AppContext& context, FileBrowser& browser) : context_(context), browser_(browser) {}
    void show(document::CommandPtr command);
    bool is_open() const { return form_.has_value(); }
    void draw(const PanelStyle& style);  // outside any ImGui window
    std::vector<std::string> rows() const;

private:
    bool start();  // false: an argument is wrong, and problem_ says which

    AppContext& context_;
    FileBrowser& browser_;
    std::optional<CommandForm> form_;
    std::string problem_;
    std::vector<std::string> shown_;
};

}  // namespace gimbal::app
