// The fields below the file browser that say how the coordinates of a mesh file relate to those of the scene.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "api/document/commands/command.h"
#include "app/names.h"
#include "app/panels/fields/tab_order.h"

namespace gimbal::app {

class WorkbenchWindow;

// Thread: UI.   GIL: never.
class MeshFileOptions {
public:
    explicit MeshFileOptions(bool saving) : saving_(saving) {}
    // Draws a line of fields and a line that says what will be done to `file`, whose extension decides the usual axis.
    // Returns true if Enter was pressed in a field. Appends the text that is shown to `rows`.
    bool draw(WorkbenchWindow& window, const PanelStyle& style, const std::filesystem::path& file, TabOrder& tabs,
              std::vector<std::string>& rows);
    static constexpr int lines = 2;
    // For io.load or io.save: only what differs from the defaults.
    document::Arguments arguments() const;
    std::string note(const std::filesystem::path& file) const;

private:
    bool saving_;
    std::size_t axis_ = 0, unit_ = 0;
    double scale_ = 1;
};

}  // namespace gimbal::app
