// A command as a form: a field for each parameter and a button, or the reason why it cannot run now.
#pragma once
#include <string>
#include <vector>

#include "app/app_context.h"

namespace gimbal::app {

// Made from the command's data alone, so that a new command needs no code in the panel.
// Thread: UI.   GIL: never.
class CommandForm {
public:
    explicit CommandForm(const document::Command& command);
    bool has_fields() const;
    // Draws the heading, the fields and the button. Appends their text to `rows`.
    void draw(AppContext& context, const Scene& scene, const PanelStyle& style, std::vector<std::string>& rows);

private:
    void draw_field(WorkbenchWindow& window, const document::Parameter& parameter, const PanelStyle& style,
                    std::vector<std::string>& rows);

    const document::Command& command_;
    document::Arguments arguments_;  // the values in the fields
    std::string reason_;
    std::uint64_t reasoned_ = ~std::uint64_t{0};  // the scene version that reason_ belongs to
};

}  // namespace gimbal::app
