// The script editor: one Python file in a text pane, with its name, Run, and the line an error points at.
#include <algorithm>
#include <chrono>
#include <string_view>

#include "app/panels/panels.h"
#include "app/panels/question.h"
#include "app/panels/script_file.h"
#include "app/panels/traceback_line.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "console/panel/text/text_pane.h"

namespace gimbal::app {

namespace fs = std::filesystem;
namespace key = console::key;
using console::InputEvent;
using console::PanelStyle;
using console::Rect;

namespace {

constexpr const char* hint = "Type a script and run it with Ctrl-Enter.\nFile > Open script\xE2\x80\xA6 and File > Examples bring one.";
constexpr const char* unnamed = "<script>";
constexpr const char* dot = " \xE2\x80\xA2";

console::TextPaneOptions pane_options(console::Engine& engine) {
    console::TextPaneOptions options;
    options.editable = true;
    options.line_numbers = true;
    options.highlight = console::Highlight::python;
    options.wrap = false;
    options.typing_help = &engine;
    return options;
}

fs::file_time_type written_at(const fs::path& path) {
    std::error_code ignored;
    return fs::last_write_time(path, ignored);
}

}  // namespace

struct ScriptEditorPanel::State {
    explicit State(AppContext& c) : context(c), pane(pane_options(c.engine), c.clipboard) {}
    AppContext& context;
    console::TextPane pane;
    Question question;
    FileBrowser* browser = nullptr;
    fs::path path;                                           // empty: has no file yet
    fs::file_time_type on_disk;                              // when the file was read or written here
    console::RunId run = 0;                                  // the last one started here
    std::string run_name;                                    // the file name that its traceback shows
    std::uint64_t marked_revision = 0, hint_revision = ~std::uint64_t{0};
    bool marked = false, empty = true;
    bool never_saved = false;                                // the text came from elsewhere than the keyboard and has no file
    ImU32 error_ground = 0;
    std::vector<std::string> header;

    bool modified() const { return never_saved || pane.modified(); }
    std::string title() const {
        return (path.empty() ? std::string("untitled.py") : path.filename().string()) + (modified() ? dot : "");
    }
    bool load(const fs::path& from, int line);
    void forget_text();
    void show_text(const std::string& text, int line);
    void save_then(std::function<void()> then);
    void save_as_then(std::function<void()> then);
    void write_then(const fs::path& to, const std::function<void()>& then);
    void start_run();
    void mark_error(const console::Traceback& error);
    void draw_header(Rect rect, const PanelStyle& style, bool focused);
};

bool ScriptEditorPanel::State::load(const fs::path& from, int line) {
    try {
        std::error_code ignored;
        const fs::path absolute = fs::absolute(from, ignored).lexically_normal();
        const std::string text = read_script(absolute);
        pane.set_text(text);
        path = absolute;
        never_saved = false;
        on_disk = written_at(path);
    } catch (const ScriptFileError& e) {
        context.notify(e.what(), NoteLevel::error);
        return false;
    }
    marked = false;
    if (line > 0) pane.go_to_line(line);
    context.settings.add_recent_file(path.string());
    return true;
}

void ScriptEditorPanel::State::forget_text() {
    pane.set_text("");
    path.clear();
    marked = never_saved = false;
}

void ScriptEditorPanel::State::show_text(const std::string& text, int line) {
    forget_text();
    pane.set_text(text);
    never_saved = true;
    if (line > 0) pane.go_to_line(line);
}

void ScriptEditorPanel::State::write_then(const fs::path& to, const std::function<void()>& then) {
    try {
        write_script(to, pane.text());
    } catch (const ScriptFileError& e) {
        context.notify(e.what(), NoteLevel::error);
        return;                                              // what was to follow would lose the text
    }
    path = to;
    never_saved = false;
    on_disk = written_at(path);
    pane.mark_saved();
    context.settings.add_recent_file(path.string());
    if (then) then();
}

void ScriptEditorPanel::State::save_then(std::function<void()> then) {
    if (path.empty()) return save_as_then(std::move(then));
    std::error_code ignored;
    if (!fs::exists(path, ignored) || written_at(path) == on_disk) return write_then(path, then);
    question.ask("Changed on disk", path.filename().string() + " was changed by another program since it was opened here.",
                 {{"Overwrite", [this, then] { write_then(path, then); }}, {"Reload", [this] { load(path, 0); }}, {"Cancel", {}}});
}

void ScriptEditorPanel::State::save_as_then(std::function<void()> then) {
    if (!browser) return;
    browser->open({.mode = FileBrowser::Mode::save, .title = "Save script", .extensions = {".py"},
                   .suggested_name = path.empty() ? "untitled.py" : path.filename().string(),
                   .accepted = [this, then](const fs::path& to) { write_then(to, then); }});
}

void ScriptEditorPanel::State::start_run() {
    marked = false;
    pane.mark_line(0, 0);
    run_name = path.empty() ? unnamed : path.string();
    const bool as_on_disk = !path.empty() && !modified();
    run = as_on_disk ? context.engine.submit_file(path) : context.engine.submit_source(pane.text(), run_name);
}

void ScriptEditorPanel::State::mark_error(const console::Traceback& error) {
    const int line = line_in_file(error, run_name);
    const bool still_shown = run_name == (path.empty() ? unnamed : path.string());
    if (line <= 0 || !still_shown) return;
    pane.go_to_line(line);
    pane.mark_line(line, error_ground);
    marked = true;
    marked_revision = pane.revision();
}

void ScriptEditorPanel::State::draw_header(Rect rect, const PanelStyle& style, bool focused) {
    const float scale = style.scale, size = style.ui_size, height = header_height * scale;
    const std::string name = title();
    constexpr std::string_view button = "Run", keys = "Ctrl-Enter";
    const float keys_width = text_width(style.ui, size, keys), run_width = text_width(style.ui, size, button);
    const float right = rect.x + rect.width - 10 * scale, y = rect.y + (height - size) / 2, gap = 8 * scale;
    const float room = rect.width - keys_width - run_width - gap - 30 * scale;
    begin_panel("##editor", {rect.x, rect.y, rect.width, height}, style, style.palette.header,
                elided(style.semibold, size, name, std::max(0.0f, room)).c_str(), nullptr, focused);
    draw_text(style.ui, size, right - keys_width, y, style.palette.dim, keys);
    if (word_button("##run", style, right - keys_width - gap - run_width, y, style.palette.title, button)) start_run();
    if (!path.empty()) {
        ImGui::SetCursorScreenPos({rect.x, rect.y});
        ImGui::InvisibleButton("##name", {std::max(1.0f, std::min(room, text_width(style.semibold, size, name) + 10 * scale)), height});
        late_tooltip(path.string());
    }
    end_panel();
    header = {name + "  Run  Ctrl-Enter"};
}

ScriptEditorPanel::ScriptEditorPanel(AppContext& context) : state_(std::make_unique<State>(context)) {
    state_->pane.on_key = [this](const InputEvent& event) {
        if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
        const bool control = event.mods == key::control, control_shift = event.mods == (key::control | key::shift);
        if (control && (event.code == key::enter || event.code == key::keypad_enter)) run();
        else if (control && event.code == key::letter('S')) save();
        else if (control_shift && event.code == key::letter('S')) save_as();
        else if (control && event.code == key::letter('N')) new_file();
        else return false;
        return true;
    };
}
ScriptEditorPanel::~ScriptEditorPanel() = default;

void ScriptEditorPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now) {
    State& state = *state_;
    state.error_ground = (style.palette.error & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 60);
    state.draw_header(rect, style, focused);
    const float header = header_height * style.scale;
    const Rect body{rect.x, rect.y + header, rect.width, std::max(0.0f, rect.height - header)};
    const float left = 52 * style.scale, margin = 10 * style.scale;   // beside the line numbers
    draw_hint("##editor hint", style, {body.x + left, body.y + margin, body.width - left - margin, body.height - margin},
              state.empty ? hint : "");
    state.pane.draw(body, style, input, focused, now);
    if (state.marked && state.pane.revision() != state.marked_revision) {    // the text moved on: the mark would point beside
        state.pane.mark_line(0, 0);
        state.marked = false;
    }
    if (state.hint_revision == state.pane.revision()) return;
    state.hint_revision = state.pane.revision();
    state.empty = state.pane.rows().size() <= 1 && state.pane.text().empty();
}

double ScriptEditorPanel::next_tick() const { return state_->pane.next_tick(); }

std::vector<std::string> ScriptEditorPanel::rows() const {
    std::vector<std::string> rows = state_->header;
    if (state_->empty) rows.emplace_back(hint);
    for (const console::PanelRow& row : state_->pane.rows()) rows.push_back(row.text);
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

void ScriptEditorPanel::new_file() { ask_unsaved_then([this] { state_->forget_text(); }); }
void ScriptEditorPanel::save() { state_->save_then({}); }
void ScriptEditorPanel::save_as() { state_->save_as_then({}); }
void ScriptEditorPanel::run() { state_->start_run(); }
bool ScriptEditorPanel::modified() const { return state_->modified(); }
std::string ScriptEditorPanel::file() const { return state_->path.string(); }

void ScriptEditorPanel::handle(const console::ConsoleEvent& event) {
    state_->pane.handle(event);
    const auto* ended = std::get_if<console::RunEnded>(&event);
    if (ended && ended->run == state_->run && ended->state == console::RunState::failed) state_->mark_error(ended->error);
}

void ScriptEditorPanel::undo() { state_->pane.undo(); }
void ScriptEditorPanel::redo() { state_->pane.redo(); }
void ScriptEditorPanel::cut() { state_->pane.cut(); }
void ScriptEditorPanel::copy() { state_->pane.copy(); }
void ScriptEditorPanel::paste() { state_->pane.paste(); }
void ScriptEditorPanel::select_all() { state_->pane.select_all(); }
void ScriptEditorPanel::find() { state_->pane.find(); }
void ScriptEditorPanel::replace() { state_->pane.replace(); }
bool ScriptEditorPanel::keeps_escape() const { return state_->pane.keeps_escape(); }
bool ScriptEditorPanel::can_undo() const { return state_->pane.can_undo(); }
bool ScriptEditorPanel::can_redo() const { return state_->pane.can_redo(); }

void ScriptEditorPanel::ask_unsaved_then(std::function<void()> go_on) {
    if (!modified()) return go_on();
    const std::string name = state_->path.empty() ? "The script" : state_->path.filename().string();
    if (state_->browser) state_->browser->close();           // one dialog at a time
    state_->question.ask("Unsaved script", name + " has changes that are not saved.",
                         {{"Save", [this, go_on] { state_->save_then(go_on); }}, {"Discard", go_on}, {"Cancel", {}}});
}

bool ScriptEditorPanel::asking() const { return state_->question.is_open(); }
void ScriptEditorPanel::draw_question(const PanelStyle& style) { state_->question.draw(style); }
std::vector<std::string> ScriptEditorPanel::question_rows() const { return state_->question.rows(); }
void ScriptEditorPanel::set_browser(FileBrowser* browser) { state_->browser = browser; }

}  // namespace gimbal::app
