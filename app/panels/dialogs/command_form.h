// A command as a form: a field for each of its parameters and a button, or the reason why it may not run now.
#pragma once
#include <string>
#include <vector>

#include "app/app_context.h"

namespace gimbal::app {

// Built from the registry alone, so that a new command needs no panel of its own.
// Thread: UI.   GIL: never.
class CommandForm {
public:
    explicit CommandForm(const document::Command& command);
    const document::Command& command() const { return command_; }
    bool has_fields() const;
    // Draws heading, fields and button; appends what a person reads to `rows`.
    void draw(AppContext& context, const document::Scene& scene, const console::PanelStyle& style,
              std::vector<std::string>& rows);

private:
    void draw_field(const document::Parameter& parameter, const console::PanelStyle& style,
                    std::vector<std::string>& rows);

    const document::Command& command_;
    document::Arguments arguments_;  // what the fields show
    std::string reason_;
    std::uint64_t reasoned_ = ~std::uint64_t{0};  // the scene version it was asked for
};

}  // namespace gimbal::app
