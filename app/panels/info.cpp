// The Info panel: the log of actions, each as the Python line that repeats it, and of notifications.
#include <algorithm>

#include "app/panels/panels.h"
#include "app/panels/widgets.h"
#include "gimbal/console/text_pane.h"
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

struct InfoPanel::State {
    explicit State(AppContext& context) : pane(pane_options(), context.clipboard) {}
    console::TextPane pane;
    console::Palette palette;
    bool empty = true;

    void append(const std::string& line, ImU32 colour) {
        pane.append(line + "\n", colour);
        empty = false;
    }
};

InfoPanel::InfoPanel(AppContext& context) : state_(std::make_unique<State>(context)) {}
InfoPanel::~InfoPanel() = default;

void InfoPanel::draw(console::Rect rect, const console::PanelStyle& style, std::span<const console::InputEvent> input,
                     bool focused, double now) {
    GIMBAL_ON(ui);
    State& state = *state_;
    state.palette = style.palette;
    const float header = header_height * style.scale, margin = 10 * style.scale;
    begin_panel("##info", {rect.x, rect.y, rect.width, header}, style, style.palette.header, "Info",
                "actions as Python", focused);
    end_panel();
    const console::Rect body{rect.x, rect.y + header, rect.width, std::max(0.0f, rect.height - header)};
    draw_hint("##info hint", style, {body.x + margin, body.y + margin, body.width - 2 * margin, body.height - margin},
              state.empty ? hint : "");
    state.pane.draw(body, style, input, focused, now);
}

double InfoPanel::next_tick() const {
    GIMBAL_ON(ui);
    return state_->pane.next_tick();
}

std::vector<std::string> InfoPanel::rows() const {
    GIMBAL_ON(ui);
    if (state_->empty) return {hint};
    std::vector<std::string> rows;
    for (const console::PanelRow& row : state_->pane.rows()) rows.push_back(row.text);
    return rows;
}

void InfoPanel::add_action(std::string python_line) {
    GIMBAL_ON(ui);
    state_->append(python_line, state_->palette.title);
}

void InfoPanel::add_note(std::string text, NoteLevel level) {
    GIMBAL_ON(ui);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3) text.replace(at, 1, "\n# ");
    const console::Palette& palette = state_->palette;
    switch (level) {  // written as a comment, so that the log is a script
        case NoteLevel::error: state_->append("# Error: " + text, palette.error); break;
        case NoteLevel::warning: state_->append("# Warning: " + text, palette.error_output); break;
        case NoteLevel::info: state_->append("# " + text, palette.dim); break;
    }
}

bool InfoPanel::has_selection() const {
    GIMBAL_ON(ui);
    return state_->pane.has_selection();
}
void InfoPanel::copy() {
    GIMBAL_ON(ui);
    state_->pane.copy();
}
void InfoPanel::find() {
    GIMBAL_ON(ui);
    state_->pane.find();
}
bool InfoPanel::keeps_escape() const {
    GIMBAL_ON(ui);
    return state_->pane.keeps_escape();
}

}  // namespace gimbal::app
