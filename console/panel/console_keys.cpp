// The prompt's keys: run, history, completion, interrupt. All other editing is the surface's.
#include <utility>

#include "panel/console_state.h"
#include "panel/prompt/question.h"
#include "text/edit/input_state.h"

namespace gimbal::console {
namespace {

std::string without_blank_end(std::string text) {
    text.erase(text.find_last_not_of(" \t\n") + 1);
    return text;
}

}  // namespace

bool ConsolePanel::State::on_command(Command command, double) {
    if (search.on && search_command(command)) return true;
    if (command == Command::complete && tab_indents()) {
        surface.run_command(Command::indent, false);
        return true;
    }
    if (help.on_command(command)) return true;
    if (find.on_command(command)) return true;
    switch (command) {
        case Command::search_history: begin_search(); return true;
        case Command::run: enter(false); return true;
        case Command::run_at_once: enter(true); return true;
        case Command::interrupt: interrupt(); return true;
        case Command::fold: toggle_lowest_fold(); return true;
        case Command::take_back:
            if (!typed_text().empty() || queue.empty()) return on_command(Command::erase_right, 0);
            engine.remove_queued(queue.last());
            return true;
        case Command::variables: show_variables(); return true;
        case Command::clear_screen:
            log.clear();
            refresh();
            return true;
        case Command::open_error: open_last_error(); return true;
        case Command::open_error_above: open_link_above(opened_line.value_or(~LineId{0})); return true;
        case Command::select_run_above: select_run(true); return true;
        case Command::select_run_below: select_run(false); return true;
        case Command::open_menu: open_menu_at_caret(); return true;
        case Command::copy_without_prompts: copy_text(selection_without_prompts()); return true;
        case Command::copy_script: copy_text(session_as_script()); return true;
        case Command::new_console: ask_tab({TabAction::Type::add}); return true;
        case Command::close_console: ask_tab({TabAction::Type::close}); return true;
        case Command::next_console: ask_tab({TabAction::Type::next}); return true;
        case Command::previous_console: ask_tab({TabAction::Type::previous}); return true;
        case Command::previous_input:
            if (!browse_history(true)) surface.run_command(Command::up, false);
            return true;
        case Command::next_input:
            if (!browse_history(false)) surface.run_command(Command::down, false);
            return true;
        case Command::dismiss:
            if (find.is_open()) find.close();
            editor.select(editor.caret(), editor.caret());
            view.clear_selection();
            return true;
        case Command::page_up: view.scroll_by(1 - static_cast<std::int64_t>(view.geometry().rows())); return true;
        case Command::page_down: view.scroll_by(static_cast<std::int64_t>(view.geometry().rows()) - 1); return true;
        case Command::newline_only:
        case Command::erase_left:
        case Command::erase_right:
        case Command::erase_word_left:
        case Command::erase_word_right:
            surface.run_command(command, false);
            typed(0);
            return true;
        case Command::indent:
        case Command::dedent:
        case Command::toggle_comment:
        case Command::move_lines_up:
        case Command::move_lines_down:
        case Command::duplicate: help.close(); return false;
        default: return false;
    }
}

void ConsolePanel::State::enter(bool at_once) {
    if (status.waits_for_input()) return answer();
    if (!at_once && inspect()) return;
    bool as_brought = pasted_block && editor.caret() == brought_caret;
    if (!at_once && !as_brought && !caret_on_last_line()) return surface.run_command(Command::newline, false);
    InputState state = input_state(typed_text());
    if (at_once || state == InputState::ready || (state == InputState::complete && pasted_block)) return submit();
    surface.run_command(Command::newline, false);
}

void ConsolePanel::State::submit() {
    std::string source = without_blank_end(typed_text());
    CellResults results = std::exchange(shows_each, false) ? CellResults::each : CellResults::last;
    pasted_block = false;
    if (source.empty()) {
        log.echo("");
    } else {
        history.add(source);
        tell_of_history();
        if (results == CellResults::each) ran_each = source;
        // A cell that has ended, but whose output is still on its way here, counts too: its output comes first.
        bool busy = engine.is_busy() || echoed != 0 || status.running() || status.queued() > 0 || !to_echo.empty();
        if (!busy) log.echo(source);
        RunId run = engine.submit_cell(source + "\n", {.console = options.console, .results = results});
        if (busy) to_echo[run] = source;
        else log.name_echo(echoed = run);
        entered.push_back({run, source});
    }
    editor.set_text("");
    surface.edited();
    refresh();
    view.scroll_to_end();
}

void ConsolePanel::State::answer() {
    InputRequested request = *status.input();
    std::string line = typed_text();
    log.line(std::exchange(asked, {}) + (request.hidden ? "" : line), ink::text);
    engine.answer_input(line);
    status.handle(InputDone{request.run});
    on_input_done();
    view.scroll_to_end();
}

void ConsolePanel::State::interrupt() {
    if (view.has_selection() && surface.copy()) {
        view.clear_selection();
        editor.select(editor.caret(), editor.caret());
    } else if (status.running() || status.queued() > 0) {
        engine.stop();
    } else {
        help.close();
        history.stop_browsing();
        replace_typed("");
    }
}

void ConsolePanel::State::replace_typed(const std::string& source) {
    editor.replace_all(source);
    pasted_block = shows_each = false;
    surface.edited();
}

// A whole block that ran before: Enter runs it again as it stands.
void ConsolePanel::State::replace_by_entry(const std::string& entry, bool again) {
    again ? editor.replace_all_again(entry) : editor.replace_all(entry);
    pasted_block = entry.find('\n') != std::string::npos;
    shows_each = entry == ran_each;
}

// Blank lines at the end aside. Further up Enter breaks the line, as in any editor.
bool ConsolePanel::State::caret_on_last_line() const {
    const TextBuffer& buffer = editor.buffer();
    for (LineId line = editor.caret().line + 1; line < buffer.line_count(); ++line)
        if (buffer.line(line).find_first_not_of(' ') != std::string_view::npos) return false;
    return true;
}

// On the first line of the block Up goes back, on its last Down goes on; between them the caret moves.
bool ConsolePanel::State::browse_history(bool back) {
    LineId edge = back ? 0 : editor.buffer().line_count() - 1;
    RowAddress row = view.layout().row_of(surface.caret());
    bool at_edge = editor.caret().line == edge &&
                   (back ? row.index == 0 : row.index + 1 == view.layout().rows_in(row.line));
    if (!at_edge || status.waits_for_input()) return !at_edge ? false : true;
    auto entry = back ? history.previous(typed_text(), caret_byte()) : history.next(typed_text());
    if (!entry) return true;
    replace_by_entry(*entry, std::exchange(browsed_revision, 0) == editor.buffer().revision());
    TextPosition caret = editor.buffer().end();
    if (std::size_t byte = history.caret(); byte < entry->size())
        caret = {0, static_cast<std::uint32_t>(byte)};  // on its first line
    editor.place_caret(caret);
    brought_caret = caret;
    browsed_revision = editor.buffer().revision();
    surface.edited();
    return true;
}

bool ConsolePanel::State::caret_in_indent() const {
    TextPosition caret = editor.caret();
    return editor.buffer().line(caret.line).substr(0, caret.byte).find_first_not_of(' ') == std::string_view::npos;
}

std::size_t ConsolePanel::State::caret_byte() const { return editor.buffer().text({0, 0}, editor.caret()).size(); }

bool ConsolePanel::State::tab_indents() const {
    return !help.lists() && (editor.has_selection() || caret_in_indent() || status.waits_for_input());
}

bool ConsolePanel::State::inspect() {
    const std::string typed = without_blank_end(typed_text());
    const std::optional<Question> question = question_in(typed);
    if (!question) return false;
    history.add(typed);
    log.echo_question(typed);
    entered.push_back({0, typed});
    inspected.push_back(engine.inspect(question->name, question->with_source, options.console));
    editor.set_text("");
    surface.edited();
    view.scroll_to_end();
    return true;
}

void ConsolePanel::State::on_documentation(const Documentation& told) {
    if (std::erase(inspected, told.request) > 0) log.line(told.text, ink::text);
}

// After a typed or erased character: the list narrows, or goes when the name it completes is left.
void ConsolePanel::State::typed(char32_t code) {
    pasted_block = false;
    if (editor.buffer().empty()) shows_each = false;
    if (!status.waits_for_input()) code == 0 ? help.follow() : help.on_typed(code);
}

}  // namespace gimbal::console
