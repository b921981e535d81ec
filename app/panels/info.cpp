// The log is a read-only text pane.
#include "app/panels/info.h"

#include <algorithm>
#include <utility>

#include "app/panels/info_script.h"
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

std::string InfoPanel::header_words() const {
    if (recording_) {
        const std::size_t count = recorded_.size();
        return "recording: " + std::to_string(count) + (count == 1 ? " action" : " actions");
    }
    switch (shown_) {
        case Shown::all: return "actions and notes";
        case Shown::actions: return "actions";
        case Shown::notes: return "notes";
    }
    return {};
}

// A click on the words at the right shows another part of the log.
void InfoPanel::draw_header(Rect rect, const PanelStyle& style, bool focused) {
    const std::string words = header_words();
    const float scale = style.scale, y = rect.y + (rect.height - style.ui_size) / 2,
                x = rect.x + rect.width - 10 * scale - text_width(style, words);
    begin_panel("##info", rect, style, style.palette.header, "Info", nullptr, focused);
    if (recording_) {
        draw_text(style, x, y, style.palette.running, words);
    } else if (word_button("##shown", style, x, y, style.palette.dim, words)) {
        const bool last = shown_ == Shown::notes;
        show(last ? Shown::all : static_cast<Shown>(static_cast<int>(shown_) + 1));
    }
    end_panel();
}

void InfoPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    GIMBAL_ON(ui);
    palette_ = style.palette;
    const float header = header_height * style.scale, margin = 10 * style.scale;
    draw_header({rect.x, rect.y, rect.width, header}, style, focused);
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
    if (recording_) recorded_.push_back(python_line);
    add(python_line, Kind::action);
}

void InfoPanel::add_note(std::string text, NoteLevel level) {
    GIMBAL_ON(ui);
    for (std::size_t at = 0; (at = text.find('\n', at)) != std::string::npos; at += 3) text.replace(at, 1, "\n# ");
    switch (level) {  // written as a comment, so that the log is a script
        case NoteLevel::error: add("# Error: " + text, Kind::error); break;
        case NoteLevel::warning: add("# Warning: " + text, Kind::warning); break;
        case NoteLevel::info: add("# " + text, Kind::info); break;
    }
}

void InfoPanel::show(Shown shown) {
    GIMBAL_ON(ui);
    shown_ = shown;
    text_.set_text("");
    empty_ = true;
    for (const Line& line : lines_)
        if (is_shown(line.kind)) append(line);
}

void InfoPanel::record() {
    GIMBAL_ON(ui);
    recorded_.clear();
    recording_ = true;
}

std::vector<std::string> InfoPanel::end_recording() {
    GIMBAL_ON(ui);
    recording_ = false;
    return std::exchange(recorded_, {});
}

std::vector<std::string> InfoPanel::actions() const {
    GIMBAL_ON(ui);
    if (text_.has_selection()) return code_lines(text_.selected_text());
    std::vector<std::string> actions;
    for (const Line& line : lines_)
        if (line.kind == Kind::action) actions.push_back(line.text);
    return actions;
}

void InfoPanel::add(std::string text, Kind kind) {
    lines_.push_back({std::move(text), kind});
    if (lines_.size() > line_limit) lines_.pop_front();
    if (is_shown(kind)) append(lines_.back());
}

bool InfoPanel::is_shown(Kind kind) const {
    return shown_ == Shown::all || (shown_ == Shown::actions) == (kind == Kind::action);
}

void InfoPanel::append(const Line& line) {
    const auto colour = [&] {
        switch (line.kind) {
            case Kind::action: return palette_.title;
            case Kind::error: return palette_.error;
            case Kind::warning: return palette_.error_output;
            case Kind::info: break;
        }
        return palette_.dim;
    };
    text_.append(line.text + "\n", colour());
    empty_ = false;
}

}  // namespace gimbal::app
