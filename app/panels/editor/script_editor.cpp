// The script editor on screen: one Python file in a text pane, with its name, Run, and the line of the last error.
#include <algorithm>
#include <string_view>
#include <utility>

#include "app/panels/editor/script_editor_state.h"
#include "app/panels/menus/command_keys.h"
#include "app/panels/widgets.h"
#include "gimbal/console/cells.h"

namespace gimbal::app {

namespace fs = std::filesystem;
using console::InputEvent;
namespace key = console::key;
using console::PanelStyle;
using console::Rect;

namespace {

constexpr const char* hint =
    "Type a script and run it with Ctrl-Enter.\nFile > Open script\xE2\x80\xA6 and File > Examples bring one.";
constexpr const char* dot = " \xE2\x80\xA2";
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

ScriptEditorPanel::State::State(AppContext& c)
    : context(c),
      assist(c.engine, [this] { return console(); }),
      pane(pane_options(assist, *this), c.clipboard),
      self(std::make_shared<State*>(this)) {}

void ScriptEditorPanel::State::draw_header(Rect rect, const PanelStyle& style, bool focused) {
    const float scale = style.scale, size = style.ui_size, height = header_height * scale;
    const std::string name = file_name() + (modified() ? dot : "");
    const std::string_view keys = keys_of("script.run");
    constexpr std::string_view button = "Run", watched = "runs when saved";
    const float keys_width = text_width(style.ui, size, keys), run_width = text_width(style.ui, size, button);
    const float right = rect.x + rect.width - 10 * scale, y = rect.y + (height - size) / 2, gap = 8 * scale;
    const float watched_width = run_when_saved ? text_width(style.ui, size, watched) + 2 * gap : 0;
    const float room = rect.width - keys_width - run_width - watched_width - gap - 30 * scale;
    begin_panel("##editor", {rect.x, rect.y, rect.width, height}, style, style.palette.header,
                elided(style.semibold, size, name, std::max(0.0f, room)).c_str(), nullptr, focused);
    draw_text(style.ui, size, right - keys_width, y, style.palette.dim, keys);
    if (word_button("##run", style, right - keys_width - gap - run_width, y, style.palette.title, button)) run_whole();
    if (run_when_saved)
        draw_text(style.ui, size, right - keys_width - gap - run_width - watched_width, y, style.palette.running,
                  watched);
    if (!path.empty()) {
        ImGui::SetCursorScreenPos({rect.x, rect.y});
        ImGui::InvisibleButton(
            "##name", {std::max(1.0f, std::min(room, text_width(style.semibold, size, name) + 10 * scale)), height});
        late_tooltip(path.string());
    }
    end_panel();
    header = {name + (run_when_saved ? "  " + std::string(watched) : "") + "  Run  " + std::string(keys)};
}

// Below the header, until the user chooses or the file is saved here.
float ScriptEditorPanel::State::draw_changed_note(Rect below, const PanelStyle& style) {
    if (!changed_on_disk) return 0;
    const float scale = style.scale, size = style.ui_size, height = std::floor(changed_note_height * scale),
                gap = 14 * scale;
    const std::string words = modified() ? "Changed on disk, and here" : "Changed on disk",
                      load = run_when_saved ? "Reload and run" : "Reload";
    constexpr std::string_view keep = "Keep this";
    begin_panel("##changed on disk", {below.x, below.y, below.width, height}, style, style.palette.panel, nullptr,
                nullptr, false);
    const float y = below.y + (height - size) / 2, right = below.x + below.width - 10 * scale;
    const float keep_x = right - text_width(style.ui, size, keep),
                load_x = keep_x - gap - text_width(style.ui, size, load);
    draw_text(style.ui, size, below.x + 10 * scale, y, style.palette.running,
              elided(style.ui, size, words, std::max(0.0f, load_x - gap - below.x - 10 * scale)));
    if (word_button("##reload", style, load_x, y, style.palette.title, load)) reload();
    late_tooltip(keys_of("script.reload"));
    if (word_button("##keep", style, keep_x, y, style.palette.title, keep)) changed_on_disk = false;
    late_tooltip(keys_of("script.keep"));
    end_panel();
    header.push_back(words + "  " + load + "  " + std::string(keep));
    return height;
}

// The pane handles these keys, not the window: text that was typed before a key must be there when its command runs.
bool ScriptEditorPanel::State::on_key(const InputEvent& event) {
    const std::string_view command = editor_command_of_key(event);
    const bool error_closed = command != "script.show_error" && std::exchange(error_shown.on, false);
    if (error_closed && event.code == key::escape) return true;
    if (command.empty()) return false;
    perform_command(context, command);
    return true;
}

ScriptEditorPanel::ScriptEditorPanel(AppContext& context) : state_(std::make_unique<State>(context)) {
    add_commands(context);
}
ScriptEditorPanel::~ScriptEditorPanel() = default;

void ScriptEditorPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                             double now) {
    State& state = *state_;
    state.error_ground = (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 60);
    state.draw_header(rect, style, focused);
    const float header = header_height * style.scale +
                         state.draw_changed_note({rect.x, rect.y + header_height * style.scale, rect.width, 0}, style);
    const Rect body{rect.x, rect.y + header, rect.width, std::max(0.0f, rect.height - header)};
    const float left = 52 * style.scale, margin = 10 * style.scale;  // beside the line numbers
    draw_hint("##editor hint", style,
              {body.x + left, body.y + margin, body.width - left - margin, body.height - margin},
              state.empty ? hint : "");
    state.pane.draw(body, style, input, focused, now);
    state.draw_error_box(focused);
    if (state.hint_revision == state.pane.revision()) return;
    state.hint_revision = state.pane.revision();
    state.empty = state.pane.rows().size() <= 1 && state.pane.text().empty();
}

// Shows the whole message, when the pointer rests on the line or after a key.
void ScriptEditorPanel::State::draw_error_box(bool focused) {
    error_box.clear();
    error_shown.on &= focused && error_shown.revision == pane.revision() && error_shown.line == pane.caret_line();
    const std::optional<Rect> row = pane.marked_row();
    const std::string words = pane.marked_words();
    if (row && late_tooltip_over(*row, words, error_shown.on)) error_box = words;
}

double ScriptEditorPanel::next_tick() const { return std::min(state_->pane.next_tick(), tooltip_due()); }

std::vector<std::string> ScriptEditorPanel::rows() const {
    std::vector<std::string> rows = state_->header;
    if (state_->empty) rows.emplace_back(hint);
    for (const console::PanelRow& row : state_->pane.rows()) rows.push_back(row.text);
    if (!state_->error_box.empty()) rows.push_back(state_->error_box);
    return rows;
}

bool ScriptEditorPanel::open(const fs::path& path, int line) {
    if (!modified()) return state_->load(path, line);
    ask_unsaved_then([this, path, line] { state_->load(path, line); });
    return true;
}

void ScriptEditorPanel::open_text(std::string text, int line) {
    ask_unsaved_then([this, text = std::move(text), line] { state_->show_text(text, line); });
}

void ScriptEditorPanel::new_file() {
    ask_unsaved_then([this] { state_->forget_text(); });
}
void ScriptEditorPanel::save() { state_->save_then({}); }
void ScriptEditorPanel::save_as() { state_->save_as_then({}); }
void ScriptEditorPanel::reload() {
    if (changed_elsewhere()) state_->reload();
}
void ScriptEditorPanel::keep() { state_->changed_on_disk = false; }
bool ScriptEditorPanel::changed_elsewhere() const { return state_->changed_on_disk; }
void ScriptEditorPanel::run() { state_->run_whole(); }
void ScriptEditorPanel::run_in_console() { state_->run_in_console(); }

void ScriptEditorPanel::run_cell() {
    const console::CodePart cell = state_->pane.cell();
    state_->run_part(cell);
    state_->pane.advance_past(cell);
}

void ScriptEditorPanel::run_selection() {
    const bool selected = state_->pane.has_selection();
    const console::CodePart part = state_->pane.selection_or_statement();
    state_->run_part(part);
    if (!selected) state_->pane.advance_past(part);
}

bool ScriptEditorPanel::run_when_saved() const { return state_->run_when_saved; }
void ScriptEditorPanel::set_run_when_saved(bool wanted) { state_->set_run_when_saved(wanted); }
bool ScriptEditorPanel::modified() const { return state_->modified(); }
std::string ScriptEditorPanel::file() const { return state_->path.string(); }

void ScriptEditorPanel::handle(const console::ConsoleEvent& event) { state_->handle(event); }

void ScriptEditorPanel::undo() { state_->pane.undo(); }
void ScriptEditorPanel::redo() { state_->pane.redo(); }
void ScriptEditorPanel::cut() { state_->pane.cut(); }
void ScriptEditorPanel::copy() { state_->pane.copy(); }
void ScriptEditorPanel::paste() { state_->pane.paste(); }
void ScriptEditorPanel::select_all() { state_->pane.select_all(); }
void ScriptEditorPanel::show_error() {
    const int line = state_->pane.marked_line();
    if (line == 0) return;
    if (line != state_->pane.caret_line()) state_->pane.go_to_line(line);
    state_->error_shown = {true, state_->pane.revision(), line};
}

std::string ScriptEditorPanel::error_at_caret() const {
    const std::string words = state_->pane.caret_line() == state_->pane.marked_line() ? state_->pane.marked_words()
                                                                                      : std::string();
    return console::in_one_line(words, words.size());
}

void ScriptEditorPanel::go_to_line(int line) { state_->pane.go_to_line(line); }
void ScriptEditorPanel::find() { state_->pane.find(); }
void ScriptEditorPanel::replace() { state_->pane.replace(); }
bool ScriptEditorPanel::keeps_escape() const { return state_->error_shown.on || state_->pane.keeps_escape(); }
bool ScriptEditorPanel::can_undo() const { return state_->pane.can_undo(); }
bool ScriptEditorPanel::can_redo() const { return state_->pane.can_redo(); }

void ScriptEditorPanel::ask_unsaved_then(std::function<void()> go_on) {
    if (!modified()) return go_on();
    const std::string name = state_->path.empty() ? "The script" : state_->path.filename().string();
    if (state_->browser) state_->browser->close();  // only one dialog at a time
    state_->question.ask("Unsaved script", name + " has changes that are not saved.",
                         {{"Save", [this, go_on] { state_->save_then(go_on); }}, {"Discard", go_on}, {"Cancel", {}}});
}

bool ScriptEditorPanel::asking() const { return state_->question.is_open(); }
void ScriptEditorPanel::draw_question(const PanelStyle& style) { state_->question.draw(style); }
std::vector<std::string> ScriptEditorPanel::question_rows() const { return state_->question.rows(); }
void ScriptEditorPanel::set_browser(FileBrowser* browser) { state_->browser = browser; }
void ScriptEditorPanel::set_consoles(const console::ConsoleSet* consoles) { state_->consoles = consoles; }

}  // namespace gimbal::app
