// The panel on screen, and the calls of its host.
#include "gimbal/console/console_panel.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"
#include "panel/console_state.h"
#include "panel/log/run_words.h"
#include "panel/view/find_bar_drawing.h"

namespace gimbal::console {
namespace {

constexpr double clock_seconds = 0.1;
constexpr double picture_seconds = 0.016;  // how often decoded pictures are collected

}  // namespace

ConsolePanel::State::State(Engine& engine_, ConsolePanelOptions options_, Clipboard clipboard)
    : engine(engine_),
      options(std::move(options_)),
      core(link, {options.history_file, options.banner, options.scrollback_lines, options.complete_as_typed}, *this),
      surface(*this, screen.view(), &editor, std::move(clipboard), KeyPlace::console) {}

std::size_t ConsolePanel::State::handle(ConsoleEvent& event) {
    variables.handle(event);
    const std::size_t cost = core.handle(event);
    const auto* picture = std::get_if<Picture>(&event);
    if (!picture) return cost;
    screen.add_picture(*picture);
    return cost + picture->png->size() / 64;  // only the header of the PNG is read here
}

void ConsolePanel::State::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                               double now) {
    const PanelStyle& complete = completed(style, completed_style);
    ImDrawList* list = begin_text_window(window_id.c_str(), rect, complete);
    draw_parts(list, {rect, complete, input, focused, imgui_takes_input(), now});
    end_text_window(list);
}

void ConsolePanel::State::draw_in(WindowArea& own_area, const PanelStyle& style,
                                  std::optional<std::span<const InputEvent>> input) {
    const double now = steady_seconds();
    drawn_area = &own_area;
    if (own_area.begin(input, now)) {
        const PanelStyle& complete = completed(style, completed_style);
        ImDrawList* list = begin_text_area(own_area.rect(), complete);
        draw_parts(list, {own_area.rect(), complete, own_area.input(), own_area.has_keyboard(), false, now});
        end_text_area(list);
    }
    own_area.end();
    drawn_area = nullptr;
}

// With several panels, the size is that of the one that changed last.
void ConsolePanel::State::report_size(const ViewGeometry& geometry) {
    if (geometry.columns() == columns && geometry.rows() == lines) return;
    columns = geometry.columns();
    lines = geometry.rows();
    engine.set_size(static_cast<int>(columns), static_cast<int>(lines));
}

void ConsolePanel::State::draw_parts(ImDrawList* list, const Frame& frame) {
    const auto& [rect, style, input, focused, blocked, now] = frame;
    drawn_at = now;
    core.before_frame();
    clock_tick = runs.current() ? now + clock_seconds : HUGE_VAL;
    const float top = PanelHeader::height(style), side = variables.width_in(rect.width, style);
    const Rect whole{rect.x, rect.y + top, rect.width - side, rect.height - top};
    ViewGeometry geometry = text_geometry(whole, style);
    screen.fit_pictures(geometry);
    screen.refresh();
    place_below_find(screen.view(), geometry, whole, find_bar, style, now);
    report_size(geometry);
    if (!focused) variables.leave();
    take_input(frame);
    focused ? help.follow() : help.close();
    screen.refresh();
    const float strip = place_below_find(screen.view(), geometry, whole, find_bar, style, now);
    new_lines.update();

    PaintOptions paint{find_bar, surface.caret(),
                       surface.caret_visible() && !find_bar.has_keyboard() && !variables.has_keyboard()};
    if (!search.active()) mark_brackets(paint.grounds, surface.brackets(), style.palette);
    for (const TextSelection& match : search.matches())
        paint.grounds.push_back({to_view(match.anchor), to_view(match.caret), style.palette.found});
    screen.paint(list, style, paint, now);
    variables.draw(list, style, {whole.x + whole.width, whole.y, side, whole.height}, now);
    draw_find_bar(list, style, find_bar, {whole.x, whole.y, whole.width, strip}, surface.caret_visible());
    header.draw(list, style, {rect.x, rect.y, rect.width, top}, header_note(runs), focused);
    help_boxes.draw(list, style, help, screen.view(), surface.caret(), geometry.rect);
    menu.draw(style, [this] { return menu_items(); });
    show_text_cursor(screen.view());
    links.draw_under_pointer(list, style);
    offers.show_pointer();
    new_lines.draw(list, style);
}

ConsolePanel::ConsolePanel(Engine& engine, ConsolePanelOptions options, Clipboard clipboard)
    : state_(std::make_unique<State>(engine, std::move(options), std::move(clipboard))) {}

ConsolePanel::~ConsolePanel() = default;

std::size_t ConsolePanel::handle(ConsoleEvent& event) {
    GIMBAL_ON(ui);
    return state_->handle(event);
}

void ConsolePanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                        double now) {
    GIMBAL_ON(ui);
    state_->draw(rect, style, input, focused, now);
}

std::vector<InputEvent> ConsolePanel::take_rest() { return state_->take_rest(); }

void ConsolePanel::give_input(std::vector<InputEvent> input) {
    state_->rest.insert(state_->rest.end(), input.begin(), input.end());
}

void ConsolePanel::pass_on_input() { state_->passes_on = true; }

bool ConsolePanel::running() const {
    GIMBAL_ON(ui);
    return state_->runs.current() != nullptr;
}

double ConsolePanel::State::next_tick() const {
    if (passes_on || !rest.empty()) return drawn_at;
    const double pictures = screen.waits_for_pictures() ? drawn_at + picture_seconds : HUGE_VAL;
    return std::min(
        {surface.next_tick(), clock_tick, pictures, find_bar.next_tick(), variables.next_tick(), screen.flash_end()});
}

double ConsolePanel::next_tick() const {
    GIMBAL_ON(ui);
    return state_->area.wants_frame() ? state_->drawn_at : state_->next_tick();
}

void ConsolePanel::draw_in_window(const PanelStyle& style, std::optional<std::span<const InputEvent>> input) {
    GIMBAL_ON(ui);
    draw_in(state_->area, style, input);
}

void ConsolePanel::draw_in(WindowArea& area, const PanelStyle& style,
                           std::optional<std::span<const InputEvent>> input) {
    state_->draw_in(area, style, input);
}

bool ConsolePanel::has_keyboard() const {
    GIMBAL_ON(ui);
    return state_->area.has_keyboard();
}

void ConsolePanel::take_keyboard() {
    GIMBAL_ON(ui);
    state_->area.take_keyboard();
}

std::string ConsolePanel::typed() const {
    GIMBAL_ON(ui);
    return state_->prompt.text();
}

std::string ConsolePanel::draft() const {
    GIMBAL_ON(ui);
    return state_->prompt.draft();
}

std::uint64_t ConsolePanel::draft_revision() const {
    GIMBAL_ON(ui);
    return state_->editor.buffer().revision();
}

void ConsolePanel::restore_draft(const std::string& draft) {
    GIMBAL_ON(ui);
    state_->editor.set_text(draft);
    state_->surface.edited();
    state_->screen.view().scroll_to_end();
}

void ConsolePanel::type(std::string text) {
    GIMBAL_ON(ui);
    state_->surface.paste_text(text);
}

bool ConsolePanel::has_selection() const {
    GIMBAL_ON(ui);
    return state_->screen.view().has_selection();
}

void ConsolePanel::copy_selection() {
    GIMBAL_ON(ui);
    state_->surface.copy();
}

void ConsolePanel::copy_without_prompts() {
    GIMBAL_ON(ui);
    state_->on_command(Command::copy_without_prompts);
}

void ConsolePanel::copy_script() {
    GIMBAL_ON(ui);
    state_->on_command(Command::copy_script);
}

bool ConsolePanel::show_cell(RunId run, int line) {
    GIMBAL_ON(ui);
    return state_->links.show_cell(run, line);
}

void ConsolePanel::open_last_error() {
    GIMBAL_ON(ui);
    state_->links.open_last_error();
}

void ConsolePanel::find() {
    GIMBAL_ON(ui);
    state_->find_bar.open(false);
}

void ConsolePanel::print(std::string text, Stream stream) {
    GIMBAL_ON(ui);
    if (stream == Stream::host) return state_->screen.log().line(text, ink::dim);
    state_->screen.log().write(stream, text);
}

void ConsolePanel::offer(std::string words, std::function<void()> chosen) {
    GIMBAL_ON(ui);
    state_->offers.add(std::move(words), std::move(chosen));
}

void ConsolePanel::clear() {
    GIMBAL_ON(ui);
    state_->screen.clear();
}

void ConsolePanel::toggle_variables() {
    GIMBAL_ON(ui);
    state_->variables.is_open() ? state_->variables.close() : state_->show_variables();
}

bool ConsolePanel::to_next_part() {
    GIMBAL_ON(ui);
    if (!state_->variables.is_open() || state_->variables.has_keyboard()) return false;
    state_->give_keyboard_to_variables();
    return true;
}

bool ConsolePanel::shows_variables() const {
    GIMBAL_ON(ui);
    return state_->variables.is_open();
}

void ConsolePanel::set_tabs(std::vector<ConsoleTab> tabs, std::size_t front) {
    GIMBAL_ON(ui);
    state_->header.tabs().set(std::move(tabs), front);
}

// The header, Find, the text, the completion list, the variables, the note on new lines, the menu.
std::vector<PanelRow> ConsolePanel::rows() const {
    GIMBAL_ON(ui);
    const State& s = *state_;
    std::vector<PanelRow> rows{{s.header.words(header_note(s.runs))}};
    const auto add = [&](const auto& part) {
        for (const auto& row : part) rows.push_back(PanelRow{row});
    };
    add(s.find_bar.rows());
    add(s.screen.rows(s.surface.caret()));
    add(s.help_boxes.rows(s.help));
    add(s.variables.rows());
    if (const std::string words = s.new_lines.words(); !words.empty()) rows.push_back({words});
    add(s.menu.rows());
    return rows;
}

}  // namespace gimbal::console
