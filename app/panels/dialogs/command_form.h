// The fields of a command's parameters, made from the command's data alone, so that a new command needs no code here.
#pragma once
#include <string>
#include <vector>

#include "app/app_context.h"
#include "app/panels/fields/tab_order.h"

namespace gimbal::app {

class FileBrowser;

// Thread: UI.   GIL: never.
class CommandForm {
public:
    explicit CommandForm(document::CommandPtr command);
    const document::CommandPtr& command() const { return command_; }
    const document::Arguments& arguments() const { return arguments_; }  // the values in the fields
    void set_arguments(const document::Arguments& arguments);
    bool has_fields() const { return !arguments_.empty(); }
    // Fills in the active object and the first choices where a value is required.
    void begin(const Scene& scene);

    // Draws the heading, the fields and the button. Appends their text to `rows`.
    void draw(AppContext& context, const Scene& scene, const PanelStyle& style, std::vector<std::string>& rows);
    // Draws the fields alone, for a dialog. Tab moves through them.
    void draw_fields(AppContext& context, FileBrowser& browser, const PanelStyle& style,
                     std::vector<std::string>& rows);

private:
    void draw_field(AppContext& context, FileBrowser* browser, const document::Parameter& parameter,
                    const PanelStyle& style, std::vector<std::string>& rows);
    void update_reason(const Scene& scene);

    document::CommandPtr command_;
    document::Arguments arguments_;
    TabOrder tabs_;
    bool takes_keyboard_ = false;  // the first field does, in the next draw_fields()
    std::string reason_;
    std::uint64_t reasoned_ = ~std::uint64_t{0};  // the scene version that reason_ belongs to
};

}  // namespace gimbal::app
