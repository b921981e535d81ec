// Passes each key, command and click to a part of the panel.
#include <utility>

#include "panel/console_state.h"
#include "panel/run_text.h"

namespace gimbal::console {

bool ConsolePanel::State::on_input(const InputEvent& event) {
    return variables_input(event) || find_bar.on_input(event) || extends_selection(event);
}

// A long line has several rows.
bool ConsolePanel::State::on_edge_row(bool first) const {
    const TextLayout& layout = screen.view().layout();
    const LineId edge = first ? 0 : editor.buffer().line_count() - 1;
    const RowAddress row = layout.row_of(surface.caret());
    return editor.caret().line == edge && (first ? row.index == 0 : row.index + 1 == layout.rows_in(row.line));
}

bool ConsolePanel::State::on_command(Command command) {
    using enum Command;
    using enum TabAction::Type;
    TextView& view = screen.view();
    if (command == interrupt && view.has_selection()) return copy_or_stop(), true;
    if (core.perform(command) || find_bar.on_command(command)) return true;
    const auto page = static_cast<std::int64_t>(view.geometry().rows()) - 1;
    switch (command) {
        case fold: toggle_last_fold(); return true;
        case variables: show_variables(); return true;
        case clear_screen: screen.clear(); return true;
        case open_error: links.open_last_error(); return true;
        case open_error_above: links.open_next_above(); return true;
        case select_run_above:
            help.close();
            selection.select_run_above();
            return true;
        case select_run_below:
            help.close();
            selection.select_run_below();
            return true;
        case open_menu: open_menu_at_caret(); return true;
        case copy_without_prompts: copy_text(selected_input()); return true;
        case copy_script: copy_text(prompt.inputs().as_script()); return true;
        case new_console: return request_tab({add});
        case close_console: return request_tab({close});
        case next_console: return request_tab({next});
        case previous_console: return request_tab({previous});
        case dismiss:
            if (drawn_area && !find_bar.is_open() && !editor.has_selection() && !view.has_selection())
                drawn_area->give_back_keyboard();
            if (find_bar.is_open()) find_bar.close();
            editor.select(editor.caret(), editor.caret());
            view.clear_selection();
            return true;
        case page_up: view.scroll_by(-page); return true;
        case page_down: view.scroll_by(page); return true;
        default: return false;
    }
}

bool ConsolePanel::State::extends_selection(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
    const auto match = find_command(event, KeyPlace::console);
    if (!match || !match->extend) return false;
    search.end(true);
    return selection.extend(match->command);
}

// With a selection, also during a search of the history.
void ConsolePanel::State::copy_or_stop() {
    help.close();
    if (!surface.copy()) return prompt.interrupt();
    screen.view().clear_selection();
    editor.select(editor.caret(), editor.caret());
}

bool ConsolePanel::State::request_tab(TabAction action) {
    if (!options.on_tab) return true;
    passes_on = true;
    options.on_tab(action);
    return true;
}

// Toggles the last fold on screen, or above the end of the selection; otherwise the nearest fold above.
void ConsolePanel::State::toggle_last_fold() {
    const TextView& view = screen.view();
    const LineId bottom = selection.active() ? selection.end_line()
                                             : view.layout().step(view.top(), view.geometry().rows()).line;
    screen.toggle_last_fold_before(bottom + 1);
}

bool ConsolePanel::State::copy_text(std::string text) {
    if (text.empty()) return false;
    surface.set_clipboard(std::move(text));
    return true;
}

std::string ConsolePanel::State::selected_input() const {
    return selection_without_prompts(screen, prompt.answers_script() ? nullptr : &editor.buffer());
}

// In order, until one asks for another console: what follows is that console's input, also in the same frame. Without a
// ConsoleSet, which takes the rest, it is this panel's in the next frame.
void ConsolePanel::State::take_input(const Frame& frame) {
    std::vector<InputEvent> events = take_rest();
    events.insert(events.end(), frame.input.begin(), frame.input.end());
    surface.begin(frame.focused, frame.now);
    for (const InputEvent& event : events) {
        const bool is_key = event.kind == InputEvent::Kind::key || event.kind == InputEvent::Kind::text;
        if (!passes_on) {
            if (!own_click(event)) surface.handle(event, frame.blocked);
        } else if (!frame.blocked && (frame.focused || !is_key)) {
            rest.push_back(event);
        }
    }
    surface.end();
}

std::vector<InputEvent> ConsolePanel::State::take_rest() {
    std::vector<InputEvent> taken;
    if (std::exchange(passes_on, false)) taken = surface.take_held();
    taken.insert(taken.end(), rest.begin(), rest.end());
    rest.clear();
    return taken;
}

bool ConsolePanel::State::own_click(const InputEvent& event) {
    if (variables.on_mouse(event)) {
        if (variables.has_keyboard()) give_keyboard_to_variables();
        return true;
    }
    links.follow_clicks(event);
    const bool press = event.kind == InputEvent::Kind::mouse_button && event.action == InputEvent::Action::press;
    if (press && event.code == 0 && take_press(event)) return true;
    if (!press || event.code != 1 || !screen.view().geometry().rect.contains(event.x, event.y)) return false;
    const auto row = screen.row_at(event.y);
    open_menu(event.x, event.y, row ? screen.log().runs().at(row->line) : nullptr);
    return true;
}

bool ConsolePanel::State::take_press(const InputEvent& press) {
    if (new_lines.press(press.x, press.y)) return true;
    help.close();  // the caret may move
    search.end(true);
    if (header.stop_contains(press.x, press.y)) {
        engine.stop();
        return true;
    }
    if (const auto tab = header.tabs().hit(press.x, press.y); tab && options.on_tab) return request_tab(*tab);
    const auto row = screen.row_at(press.x, press.y);
    if (!row) return false;
    if (screen.toggle_fold_at(row->line) || offers.press(press.x, press.y)) return true;
    const auto crossed = screen.run_crossed_at(*row, press.x);
    if (crossed) engine.remove_queued(*crossed);
    return crossed.has_value();
}

void ConsolePanel::State::give_keyboard_to_variables() {
    search.end(true);
    help.close();
    find_bar.leave();
    variables.take_keyboard();
}

// The first press opens the list, or gives it the keyboard; the next one closes it.
void ConsolePanel::State::show_variables() {
    if (variables.has_keyboard()) return variables.close();
    if (!variables.is_open()) variables.open();
    give_keyboard_to_variables();
}

// Text and keys that the list does not use go to the prompt, and the keyboard with them.
bool ConsolePanel::State::variables_input(const InputEvent& event) {
    if (!variables.has_keyboard()) return false;
    if (event.kind == InputEvent::Kind::text) {
        variables.leave();
        return false;
    }
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release) return false;
    const auto match = find_command(event, KeyPlace::variables);
    if (match && match->command == Command::interrupt) {
        prompt.can_stop() ? engine.stop() : static_cast<void>(variables.on_command(Command::copy));
        return true;
    }
    if (match && variables.on_command(match->command)) return true;
    const bool shows = match && match->command == Command::variables;
    if (!shows && (match || find_command(event, KeyPlace::console))) variables.leave();
    return false;
}

}  // namespace gimbal::console
