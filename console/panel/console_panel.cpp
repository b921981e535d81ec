// The panel on screen: header, text, progress bar, completion list; and the calls of its host.
#include "gimbal/console/console_panel.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "panel/console_state.h"
#include "panel/view/find_bar_drawing.h"
#include "panel/view/text_window.h"
#include "text/edit/paste.h"

namespace gimbal::console {
namespace {

constexpr float header_height = 28;
constexpr const char* stop_label = "Stop";
constexpr double clock_seconds = 0.1;
constexpr double flash_seconds = 1.2;
constexpr double picture_seconds = 0.016;  // between two looks for decoded pixels
constexpr float picture_share = 0.6f;      // of the panel's height, at most

}  // namespace

ConsolePanel::State::State(Engine& engine_, ConsolePanelOptions options_, Clipboard clipboard)
    : engine(engine_),
      options(std::move(options_)),
      log(options.scrollback_lines),
      pictures(options.textures,
               [this](LineId line, const std::string& words) { log.set_line(line, words, ink::dim); }),
      text(log.scrollback(), log.folds(), editor.buffer()),
      view(text),
      surface(view, &editor, std::move(clipboard), KeyPlace::console),
      history(options.history_file) {
    help.as_typed = options.complete_as_typed;
    text.picture_rows = [this](LineId line) { return pictures.rows_of(line); };
    surface.to_view = [this](TextPosition typed) { return text.to_view(typed); };
    surface.to_buffer = [this](TextPosition shown) { return text.to_typed(shown); };
    surface.on_input = [this](const InputEvent& event) { return variables_input(event) || find.on_input(event); };
    variables.on_pick = [this](const std::string& name) { surface.paste_text(name); };
    variables.on_copy = [this](std::string line) { surface.set_clipboard(std::move(line)); };
    find.uncover = [this](TextPosition position) { uncover(position); };
    surface.on_edited = [this] { refresh(); };
    surface.on_command = [this](Command command, double now) { return on_command(command, now); };
    surface.on_text = [this](char32_t code) { return search_text(code); };
    surface.on_key = [this](const InputEvent& event) {
        auto match = find_command(event, KeyPlace::console);
        if (!match || !match->extend) return false;
        end_search(true);  // such a key selects; it is no command that is looked at first
        return extend_selection(match->command);
    };
    surface.on_typed = [this](char32_t code) { typed(code); };
    surface.on_paste = [this](std::string& pasted) {
        end_search(true);
        help.close();
        if (status.waits_for_input()) return;
        while (pasted.ends_with('\n')) pasted.pop_back();
        if (editor.buffer().empty()) pasted = without_common_indent(pasted);
        pasted_block = pasted.find('\n') != std::string::npos;
        shows_each |= pasted_block;
    };
}

// Everything the view must know about changes above and in the prompt, before it is asked anything.
void ConsolePanel::State::refresh() {
    constexpr LineId nothing = ~LineId{0};
    LineId changed = log.take_first_changed();
    pictures.drop_before(log.scrollback().first_line());
    LineId edited = editor.buffer().take_first_changed();
    if (edited != nothing) text.rebuild(edited);
    bool told = text.set_status(status_lines());
    LineId begin = text.prompt_begin();
    if (begin > prompt_begin) view.lines_inserted(prompt_begin, begin - prompt_begin);
    if (begin < prompt_begin) view.lines_removed(begin, prompt_begin - begin);
    if (begin != prompt_begin || edited != nothing || told)
        changed = std::min({changed, prompt_begin, text.status_begin()});
    prompt_begin = begin;
    if (changed != nothing) view.changed_from(changed);
}

void ConsolePanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                        double now) {
    State& s = *state_;
    s.rect = rect;
    s.drawn_at = now;
    s.tell_of_removed();
    s.status.at(now);
    s.clock_tick = s.status.running() ? now + clock_seconds : HUGE_VAL;
    ImGui::SetNextWindowPos({rect.x, rect.y});
    ImGui::SetNextWindowSize({rect.width, rect.height});
    ImGui::Begin("##console", nullptr, text_window_flags);
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->PushClipRect({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height}, false);
    style.fill(list, rect, style.palette.text_ground);

    float header = std::floor(header_height * style.scale);
    ViewGeometry geometry{
        {rect.x, rect.y + header, rect.width, rect.height - header}, style.cell_width, style.row_height};
    const float side = s.variables.width_in(rect.width, style);
    geometry.rect.width -= side;
    geometry.padding = std::floor(10 * style.scale);
    geometry.padding_top = std::floor(8 * style.scale);
    geometry.scrollbar = std::floor(8 * style.scale);
    LineId pictured = s.pictures.settle(static_cast<float>(geometry.columns()) * geometry.cell_width,
                                        geometry.rect.height * picture_share, geometry.row_height);
    if (pictured != ~LineId{0}) s.view.changed_from(pictured);
    s.refresh();
    const Rect whole = geometry.rect, variables{whole.x + whole.width, whole.y, side, whole.height};
    auto make_room = [&](float strip) {  // for Find, above the text
        geometry.rect = {whole.x, whole.y + strip, whole.width, std::max(0.0f, whole.height - strip)};
        s.view.place(geometry);
    };
    s.find.work(now);
    make_room(find_bar_height(s.find, style));
    s.engine.set_columns(static_cast<int>(geometry.columns()));
    if (!focused) s.variables.leave();
    s.surface.process(s.without_clicks_of_ours(input), focused, imgui_takes_input(), now);
    focused ? s.help.follow() : s.help.close();
    s.refresh();
    s.find.work(now);
    const float strip = find_bar_height(s.find, style);
    make_room(strip);
    s.count_new_lines();

    PaintOptions paint;
    paint.caret = s.surface.caret();
    paint.caret_visible = s.surface.caret_visible() && !s.find.has_keyboard() && !s.variables.has_keyboard();
    paint.remark = [&s](LineId line) { return s.remark_at(line); };
    paint.marks = [&s](LineId line) { return s.find.marks(line); };
    if (!s.search.on) mark_brackets(paint.grounds, s.surface.brackets(), style.palette);
    s.mark_found(paint.grounds, style.palette);
    paint.picture = [&s](ImDrawList* to, LineId line, float x, float y) { return s.pictures.draw(to, line, x, y); };
    if (std::exchange(s.flash_asked, false)) s.flash_until = now + flash_seconds;
    if (now < s.flash_until) {
        paint.marked_line = s.flash_line;
        paint.mark = style.palette.accent;
    }
    s.painter.paint(list, s.view, style, paint);
    s.draw_progress_bar(list, style);
    s.variables.draw(list, style, variables, s.status.running(), now);
    draw_find_bar(list, style, s.find, {whole.x, whole.y, whole.width, strip}, s.surface.caret_visible());
    s.draw_header(list, style, focused);
    s.help.draw(list, style, geometry.rect);
    s.draw_menu(style);
    show_text_cursor(s.view, geometry.rect);
    s.draw_link_under_pointer(list, style);
    s.draw_new_lines(list, style);
    list->PopClipRect();
    ImGui::End();
}

void ConsolePanel::State::draw_header(ImDrawList* list, const PanelStyle& style, bool focused) {
    float scale = style.scale, height = std::floor(header_height * scale), pad = std::floor(10 * scale);
    style.fill(list, {rect.x, rect.y, rect.width, height}, style.palette.header);
    if (focused)
        style.fill(list, {rect.x, rect.y, rect.width, std::max(1.0f, std::floor(2 * scale))}, style.palette.accent);
    float y = rect.y + std::floor((height - style.ui_size) / 2);
    stop_button = {};
    std::string note = status.note();
    auto width = [&](const char* text_begin) {
        return std::ceil(compat::text_width(style.ui, style.ui_size, text_begin, nullptr));
    };
    float stop_width = width(stop_label) + 2 * pad,
          note_width = note.empty() ? 0 : stop_width + width(note.c_str()) + 3 * pad;
    tabs.draw(list, style, {rect.x, rect.y, rect.width, height}, rect.x + pad, rect.width - 2 * pad - note_width);
    if (note.empty()) return;
    stop_button = {rect.x + rect.width - pad - stop_width, rect.y + std::floor(4 * scale), stop_width,
                   height - std::floor(7 * scale)};
    ImVec2 mouse = ImGui::GetIO().MousePos;
    bool hover = stop_button.contains(mouse.x, mouse.y);
    list->AddRectFilled({stop_button.x, stop_button.y},
                        {stop_button.x + stop_button.width, stop_button.y + stop_button.height},
                        hover ? style.palette.button_hover : style.palette.button, 4 * scale);
    list->AddText(style.ui, style.ui_size, {stop_button.x + pad, y}, style.palette.text, stop_label);
    float x = stop_button.x - pad - width(note.c_str());
    list->AddText(style.ui, style.ui_size, {x, y}, style.palette.running, note.c_str());
    list->AddCircleFilled({x - pad, rect.y + std::floor(height / 2) + 1}, std::floor(4 * scale), style.palette.running,
                          12);
}

// In the row of the progress line, behind its words.
void ConsolePanel::State::draw_progress_bar(ImDrawList* list, const PanelStyle& style) {
    auto fraction = status.fraction();
    if (!fraction || text.status().empty()) return;
    const ViewGeometry& geometry = view.geometry();
    auto row_y = view.y_of({text.status_begin(), 0});
    if (!row_y) return;
    float x = geometry.text_x() + style.cell_width * static_cast<float>(text.status().front().size() + 2);
    float y = *row_y + std::floor((geometry.row_height - 6 * style.scale) / 2);
    float room = geometry.rect.x + geometry.rect.width - 2 * geometry.padding - x;
    float width = std::floor(std::min(300 * style.scale, room)), height = std::floor(6 * style.scale);
    if (width < 20) return;
    list->AddRectFilled({x, y}, {x + width, y + height}, style.palette.field_hover);
    list->AddRectFilled({x, y}, {x + std::floor(width * static_cast<float>(*fraction)), y + height},
                        style.palette.accent);
}

std::vector<InputEvent> ConsolePanel::State::without_clicks_of_ours(std::span<const InputEvent> input) {
    std::vector<InputEvent> rest;
    for (const InputEvent& event : input) {
        if (variables.on_mouse(event)) {
            if (variables.has_keyboard()) give_keyboard_to_variables();
            continue;
        }
        bool press = event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::press &&
                     event.code == 0;
        follow_clicks(event);
        if (press && new_lines_pill.contains(event.x, event.y)) {
            view.scroll_to_end();
            continue;
        }
        if (event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::press &&
            event.code == 1 && view.geometry().rect.contains(event.x, event.y)) {
            const auto row = row_under(event.y);
            open_menu(event.x, event.y, row ? log.runs().at(row->line) : nullptr);
            continue;
        }
        if (press) help.close();  // the caret may go elsewhere
        if (press) end_search(true);
        const auto tab = press ? tabs.hit(event.x, event.y) : std::nullopt;
        if (press && stop_button.contains(event.x, event.y)) engine.stop();
        else if (tab && options.on_tab) options.on_tab(*tab);
        else if (!press || !press_on_words(event)) rest.push_back(event);
    }
    return rest;
}

ConsolePanel::ConsolePanel(Engine& engine, ConsolePanelOptions options, Clipboard clipboard)
    : state_(std::make_unique<State>(engine, std::move(options), std::move(clipboard))) {}

ConsolePanel::~ConsolePanel() = default;

bool ConsolePanel::running() const { return state_->status.running(); }
double ConsolePanel::next_tick() const {
    double pictures = state_->pictures.waits() ? state_->drawn_at + picture_seconds : HUGE_VAL;
    const double flash = state_->drawn_at < state_->flash_until ? state_->flash_until : HUGE_VAL;
    return std::min({state_->surface.next_tick(), state_->clock_tick, pictures, state_->find.next_tick(),
                     state_->variables.next_tick(), flash});
}
std::string ConsolePanel::typed() const { return state_->typed_text(); }
std::string ConsolePanel::draft() const { return state_->asking ? state_->set_aside.text : state_->typed_text(); }
std::uint64_t ConsolePanel::draft_revision() const { return state_->editor.buffer().revision(); }
void ConsolePanel::put_back(const std::string& draft) {
    state_->editor.set_text(draft);
    state_->surface.edited();
    state_->view.scroll_to_end();
}
void ConsolePanel::type(std::string text) { state_->surface.paste_text(text); }
bool ConsolePanel::has_selection() const { return state_->view.has_selection(); }
void ConsolePanel::copy_without_prompts() { state_->on_command(Command::copy_without_prompts, 0); }
void ConsolePanel::copy_script() { state_->on_command(Command::copy_script, 0); }
bool ConsolePanel::show_cell(RunId run, int line) { return state_->show_cell(run, line); }
void ConsolePanel::open_last_error() { state_->open_last_error(); }
void ConsolePanel::find() { state_->find.open(false); }
void ConsolePanel::copy_selection() { state_->surface.copy(); }

void ConsolePanel::print(std::string text, Stream stream) {
    if (stream == Stream::host) return state_->log.line(text, ink::dim);
    state_->log.write(stream, text);
}

void ConsolePanel::toggle_variables() {
    state_->variables.is_open() ? state_->variables.close() : state_->show_variables();
}
bool ConsolePanel::to_next_part() {
    State& s = *state_;
    if (!s.variables.is_open() || s.variables.has_keyboard()) return false;
    s.give_keyboard_to_variables();
    return true;
}
bool ConsolePanel::shows_variables() const { return state_->variables.is_open(); }

void ConsolePanel::set_tabs(std::vector<ConsoleTab> tabs, std::size_t front) {
    state_->tabs.set(std::move(tabs), front);
}

void ConsolePanel::clear() {
    state_->log.clear();
    state_->refresh();
}

// The header first, then Find when it is open, then the text, then the completion list and the menu when they are open.
std::vector<PanelRow> ConsolePanel::rows() const {
    const State& s = *state_;
    std::string note = s.status.note();
    std::vector<PanelRow> rows{{s.tabs.words() + (note.empty() ? "" : "  " + note + "  " + stop_label)}};
    for (PanelRow& row : s.find.rows()) rows.push_back(std::move(row));
    for (PanelRow& row : TextPainter::rows(s.view, s.surface.caret(), [&s](LineId line) { return s.remark_at(line); }))
        rows.push_back(std::move(row));
    for (std::string& row : s.help.rows()) rows.push_back({std::move(row)});
    for (std::string& row : s.variables.rows()) rows.push_back({std::move(row)});
    if (const std::string words = s.new_lines_words(); !words.empty()) rows.push_back({words});
    for (const std::string& row : s.menu_rows) rows.push_back({row});
    return rows;
}

}  // namespace gimbal::console
