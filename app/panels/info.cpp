// The log is a read-only text pane.
#include "app/panels/info.h"

#include <algorithm>

#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr std::size_t line_limit = 10000;
constexpr const char* hint = "Your actions in the window appear here as Python.";

console::TextPaneOptions pane_options() {
    console::TextPaneOptions options;
    options.wrap = true;
    options.line_limit = line_limit;
    return options;
}

}  // namespace

InfoPanel::InfoPanel(AppContext& context) : text_(pane_options(), context.clipboard) {}

void InfoPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    GIMBAL_ON(ui);
    palette_ = style.palette;
    const float header = header_height * style.scale, margin = 10 * style.scale;
    begin_panel("##info", {rect.x, rect.y, rect.width, header}, style, style.palette.header, "Info",
                "actions as Python", focused);
    end_panel();
    const Rect body{rect.x, rect.y + header, rect.width, std::max(0.0f, rect.height - header)};
    draw_hint("##info hint", style, {body.x + margin, body.y + margin, body.width - 2 * margin, body.height - margin},
              empty_ ? hint : "");
    text_.draw(body, style, input, focused, now);
}

std::vector<std::string> InfoPanel::rows() const {
    GIMBAL_ON(ui);
    if (empty_) return {hint};
    std::vector<std::string> rows;
    for (const console::PanelRow& row : text_.rows()) rows.push_back(row.text);
    return rows;
}

void InfoPanel::add_action(const std::string& python_line) {
    GIMBAL_ON(ui);
    append(python_line, palette_.title);
}

void InfoPanel::add_note(std::string text, NoteLevel level) {
    GIMBAL_ON(ui);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3) text.replace(at, 1, "\n# ");
    const console::Palette& palette = palette_;
    switch (level) {  // written as a comment, so that the log is a script
        case NoteLevel::error: append("# Error: " + text, palette.error); break;
        case NoteLevel::warning: append("# Warning: " + text, palette.error_output); break;
        case NoteLevel::info: append("# " + text, palette.dim); break;
    }
}

void InfoPanel::append(const std::string& line, ImU32 colour) {
    text_.append(line + "\n", colour);
    empty_ = false;
}

}  // namespace gimbal::app
