// Draws the header, the note about a change on disk, the text, and the box with the whole error.
#include "app/panels/editor/script_editor.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "app/panels/menus/key_table.h"
#include "app/panels/widgets.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace key = console::key;

namespace {

constexpr const char* hint =
    "Type a script and run it with Ctrl-Enter.\nFile > Open script\xE2\x80\xA6 and File > Examples bring one.";
constexpr float changed_note_height = 26;  // before scale

console::TextPaneOptions pane_options(console::AssistSource& assist, console::KeyHandler& keys) {
    console::TextPaneOptions options;
    options.editable = true;
    options.line_numbers = true;
    options.highlight = console::Highlight::python;
    options.wrap = false;
    options.cells = true;
    options.assist = &assist;
    options.keys = &keys;
    return options;
}

}  // namespace

void ScriptEditorPanel::draw_header(Rect rect, const PanelStyle& style, bool focused) {
    const float scale = style.scale, size = style.ui_size, height = header_height * scale;
    const std::string name = script_.name_and_mark();
    const std::string keys = context_.keys.keys_of("script.run");
    constexpr std::string_view button = "Run", watched = "runs when saved";
    const float keys_width = text_width(style, keys), run_width = text_width(style, button);
    const float right = rect.x + rect.width - 10 * scale, y = rect.y + (height - size) / 2, gap = 8 * scale;
    const float watched_width = script_.run_when_saved() ? text_width(style, watched) + 2 * gap : 0;
    const float room = rect.width - keys_width - run_width - watched_width - gap - 30 * scale;
    begin_panel("##editor", {rect.x, rect.y, rect.width, height}, style, style.palette.header,
                elided(style.semibold, size, name, std::max(0.0f, room)).c_str(), nullptr, focused);
    draw_text(style, right - keys_width, y, style.palette.dim, keys);
    if (word_button("##run", style, right - keys_width - gap - run_width, y, style.palette.title, button)) runs_.run();
    if (script_.run_when_saved())
        draw_text(style, right - keys_width - gap - run_width - watched_width, y, style.palette.running, watched);
    if (!script_.path().empty()) {
        ImGui::SetCursorScreenPos({rect.x, rect.y});
        ImGui::InvisibleButton(
            "##name", {std::max(1.0f, std::min(room, text_width(style.semibold, size, name) + 10 * scale)), height});
        late_tooltip(script_.path().string());
    }
    end_panel();
    header_ = {name + (script_.run_when_saved() ? "  " + std::string(watched) : "") + "  Run  " + std::string(keys)};
}

// Below the header, until the user chooses or the file is saved here.
float ScriptEditorPanel::draw_changed_note(Rect below, const PanelStyle& style) {
    if (!script_.changed_elsewhere()) return 0;
    const float scale = style.scale, size = style.ui_size, height = std::floor(changed_note_height * scale),
                gap = 14 * scale;
    const std::string words = script_.modified() ? "Changed on disk, and here" : "Changed on disk",
                      load = script_.run_when_saved() ? "Reload and run" : "Reload";
    constexpr std::string_view keep = "Keep this";
    begin_panel("##changed on disk", {below.x, below.y, below.width, height}, style, style.palette.panel, nullptr,
                nullptr, false);
    const float y = below.y + (height - size) / 2, right = below.x + below.width - 10 * scale;
    const float keep_x = right - text_width(style, keep), load_x = keep_x - gap - text_width(style, load);
    draw_text(style, below.x + 10 * scale, y, style.palette.running,
              elided(style, words, std::max(0.0f, load_x - gap - below.x - 10 * scale)));
    if (word_button("##reload", style, load_x, y, style.palette.title, load)) script_.reload();
    late_tooltip(context_.keys.keys_of("script.reload"));
    if (word_button("##keep", style, keep_x, y, style.palette.title, keep)) script_.keep();
    late_tooltip(context_.keys.keys_of("script.keep"));
    end_panel();
    header_.push_back(words + "  " + load + "  " + std::string(keep));
    return height;
}

// The pane handles these keys, not the window: text that was typed before a key must be there when its command runs.
bool ScriptEditorPanel::on_key(const InputEvent& event) {
    const std::string command = context_.keys.editor_command_of(event);
    const bool error_closed = command != "script.show_error" && std::exchange(error_shown_.on, false);
    if (error_closed && event.code == key::escape) return true;
    if (command.empty()) return false;
    perform_command(context_, command);
    return true;
}

ScriptEditorPanel::ScriptEditorPanel(AppContext& context, FileBrowser& browser, console::ConsoleSet& consoles)
    : context_(context),
      consoles_(consoles),
      assist_(context.engine, [&consoles] { return consoles.front_id(); }),
      text_(pane_options(assist_, *this), context.clipboard),
      script_(context, browser, text_, runs_),
      runs_(context, text_, script_, consoles) {
    add_commands();
}

void ScriptEditorPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                             double now) {
    GIMBAL_ON(ui);
    error_ground_ = (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 60);
    draw_header(rect, style, focused);
    const float header = header_height * style.scale +
                         draw_changed_note({rect.x, rect.y + header_height * style.scale, rect.width, 0}, style);
    const Rect body{rect.x, rect.y + header, rect.width, std::max(0.0f, rect.height - header)};
    const float left = 52 * style.scale, margin = 10 * style.scale;  // beside the line numbers
    draw_hint("##editor hint", style,
              {body.x + left, body.y + margin, body.width - left - margin, body.height - margin}, empty_ ? hint : "");
    text_.draw(body, style, input, focused, now);
    draw_error_box(focused);
    if (hint_revision_ == text_.revision()) return;
    hint_revision_ = text_.revision();
    empty_ = text_.empty();
}

// Shows the whole message, when the pointer rests on the line or after a key.
void ScriptEditorPanel::draw_error_box(bool focused) {
    error_box_.clear();
    error_shown_.on &= focused && error_shown_.revision == text_.revision() && error_shown_.line == text_.caret_line();
    const std::optional<Rect> row = text_.marked_row();
    const std::string words = text_.marked_words();
    if (row && late_tooltip_over(*row, words, error_shown_.on)) error_box_ = words;
}

double ScriptEditorPanel::next_tick() const {
    GIMBAL_ON(ui);
    return std::min(text_.next_tick(), tooltip_due());
}

std::vector<std::string> ScriptEditorPanel::rows() const {
    GIMBAL_ON(ui);
    std::vector<std::string> rows = header_;
    if (empty_) rows.emplace_back(hint);
    for (const console::PanelRow& row : text_.rows()) rows.push_back(row.text);
    if (!error_box_.empty()) rows.push_back(error_box_);
    return rows;
}

void ScriptEditorPanel::handle(const console::ConsoleEvent& event) {
    GIMBAL_ON(ui);
    text_.handle(event);
    runs_.handle(event, error_ground_);
}

void ScriptEditorPanel::go_to_error() {
    const bool in_console = context_.window.focused_panel() == "console";
    if (in_console || text_.marked_line() == 0) return consoles_.front().open_last_error();
    context_.window.focus_panel("editor");
    show_error();
}

void ScriptEditorPanel::show_error() {
    const int line = text_.marked_line();
    if (line == 0) return;
    if (line != text_.caret_line()) text_.go_to_line(line);
    error_shown_ = {true, text_.revision(), line};
}

std::string ScriptEditorPanel::error_at_caret() const {
    GIMBAL_ON(ui);
    const std::string words = text_.caret_line() == text_.marked_line() ? text_.marked_words() : std::string();
    return console::in_one_line(words, words.size());
}

}  // namespace gimbal::app
