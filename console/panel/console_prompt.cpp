#include "panel/console_prompt.h"

#include <algorithm>
#include <utility>

#include "panel/prompt/question.h"
#include "panel/prompt/typed_text.h"
#include "text/edit/input_state.h"
#include "text/edit/paste.h"

namespace gimbal::console {

ConsolePrompt::ConsolePrompt(Engine& engine, const ConsolePanelOptions& options, ConsoleScreen& screen,
                             TextEditor& editor, EditSurface& surface, TypingHelp& help)
    : engine_(engine),
      options_(options),
      screen_(screen),
      editor_(editor),
      surface_(surface),
      help_(help),
      history_(options.history_file) {}

void ConsolePrompt::enter(bool at_once) {
    if (draft_) return answer();
    if (!at_once && inspect()) return;
    const bool as_brought = is_block_ && editor_.caret() == entry_caret_;
    if (!at_once && !as_brought && !caret_on_last_line()) return surface_.run_command(Command::newline, false);
    const InputState state = input_state(text());
    if (at_once || state == InputState::ready || (state == InputState::complete && is_block_)) return submit();
    surface_.run_command(Command::newline, false);
}

void ConsolePrompt::submit() {
    const std::string source = without_trailing_blanks(text());
    const CellResults results = std::exchange(shows_each_, false) ? CellResults::each : CellResults::last;
    is_block_ = false;
    if (source.empty()) {
        screen_.log().echo("");
    } else {
        history_.add(source);
        show_history_trouble();
        if (results == CellResults::each) last_each_ = source;
        const bool busy = engine_.runs().busy();  // then output of earlier runs can still arrive, and it comes first
        const RunId run = engine_.submit_cell(source + "\n", {.console = options_.console, .results = results});
        if (!busy) screen_.log().echo(source, run);
        inputs_.add({run, source, !busy});
    }
    editor_.set_text("");
    surface_.edited();
    screen_.refresh();
    screen_.view().scroll_to_end();
}

void ConsolePrompt::answer() {
    const std::string line = text();
    OpenQuestion& question = questions_.front();
    screen_.log().line(std::exchange(question.prompt, {}) + (question.hidden ? "" : line), ink::text);
    engine_.answer_input(question.id, line);
    close_question();
    screen_.view().scroll_to_end();
}

bool ConsolePrompt::end_of_input() {
    if (!draft_ || !editor_.buffer().empty()) return false;
    engine_.end_input(questions_.front().id);
    close_question();
    return true;
}

bool ConsolePrompt::inspect() {
    const std::string typed = without_trailing_blanks(text());
    const std::optional<Question> question = question_in(typed);
    if (!question) return false;
    history_.add(typed);
    screen_.log().echo(typed);
    inputs_.add({0, typed});
    inspections_.push_back(engine_.inspect(question->name, question->with_source, options_.console));
    editor_.set_text("");
    surface_.edited();
    screen_.view().scroll_to_end();
    return true;
}

void ConsolePrompt::on_documentation(const Documentation& event) {
    if (std::erase(inspections_, event.request) > 0) screen_.log().line(event.text, ink::text);
}

void ConsolePrompt::show_history_trouble() {
    const std::string trouble = history_.take_trouble();
    if (!trouble.empty()) screen_.log().line(trouble, ink::dim);
}

void ConsolePrompt::discard() {
    help_.close();
    history_.stop_browsing();
    editor_.replace_all("");
    is_block_ = shows_each_ = false;
    surface_.edited();
}

void ConsolePrompt::adopt_entry(const std::string& entry) {
    is_block_ = has_lines(entry);
    entry_caret_ = editor_.caret();
    shows_each_ = entry == last_each_;
}

void ConsolePrompt::show_python_prompt() { screen_.text().set_prompt({}); }

// Ignores blank lines at the end.
bool ConsolePrompt::caret_on_last_line() const {
    const TextBuffer& buffer = editor_.buffer();
    for (LineId line = editor_.caret().line + 1; line < buffer.line_count(); ++line)
        if (buffer.line(line).find_first_not_of(' ') != std::string_view::npos) return false;
    return true;
}

// Up on the first row shows an older entry, Down on the last row a newer one. Between them the caret moves.
bool ConsolePrompt::browse_history(bool back) {
    const TextLayout& layout = screen_.view().layout();
    const LineId edge = back ? 0 : editor_.buffer().line_count() - 1;
    const RowAddress row = layout.row_of(surface_.caret());
    const bool at_edge = editor_.caret().line == edge &&
                         (back ? row.index == 0 : row.index + 1 == layout.rows_in(row.line));
    if (!at_edge) return false;
    if (draft_) return true;
    const std::string before = editor_.buffer().text({0, 0}, editor_.caret());
    const auto entry = back ? history_.previous(text(), before.size()) : history_.next(text());
    if (!entry) return true;
    const bool again = std::exchange(browsed_revision_, 0) == editor_.buffer().revision();
    again ? editor_.replace_all_again(*entry) : editor_.replace_all(*entry);
    const std::size_t byte = history_.caret();
    editor_.place_caret(byte < entry->size() ? TextPosition{0, byte}  // on its first line
                                             : editor_.buffer().end());
    adopt_entry(*entry);
    browsed_revision_ = editor_.buffer().revision();
    surface_.edited();
    return true;
}

bool ConsolePrompt::caret_in_indent() const {
    const TextPosition caret = editor_.caret();
    return editor_.buffer().line(caret.line).substr(0, caret.byte).find_first_not_of(' ') == std::string_view::npos;
}

bool ConsolePrompt::tab_indents() const {
    return !help_.lists() && (editor_.has_selection() || caret_in_indent() || draft_);
}

void ConsolePrompt::before_paste(std::string& pasted) {
    while (pasted.ends_with('\n')) pasted.pop_back();  // also of an answer: a copied password often has a newline
    if (draft_) return;
    if (editor_.buffer().empty()) pasted = without_common_indent(pasted);
    is_block_ = has_lines(pasted);
    shows_each_ |= is_block_;
}

void ConsolePrompt::typed(char32_t code) {
    is_block_ = false;
    if (editor_.buffer().empty()) shows_each_ = false;
    if (draft_) return;
    code == 0 ? help_.follow() : help_.on_typed(code);
}

void ConsolePrompt::on_started(const RunStarted& event) {
    if (SessionInputs::Input* input = inputs_.find(event.run)) {
        if (!std::exchange(input->echoed, true)) screen_.log().echo(input->source, event.run);
    } else if (event.kind == RunKind::file) {
        screen_.log().file_echo(event.title, event.run);
        inputs_.add({event.run, "# run " + event.title});
    }
}

// Python's input() has written its prompt to stdout, so the open line of the output becomes the prompt.
void ConsolePrompt::on_input_requested(const InputRequested& event) {
    if (!event.prompt.empty()) screen_.log().write(Stream::out, event.prompt);
    questions_.push_back({event.question, event.run, screen_.log().take_open_line(), event.hidden});
    const bool is_next = !draft_ && questions_.size() == 1;
    ask_if_free();
    if (is_next && !draft_)
        screen_.log().line("A thread waits for input: " + questions_.back().prompt +
                               " It asks when the line below has run or is cleared.",
                           ink::dim);
}

// A thread that an earlier run has left does not take the prompt from a half-typed cell, which would become its answer.
void ConsolePrompt::ask_if_free() {
    if (draft_ || questions_.empty()) return;
    const RunStatus* current = engine_.runs().current();
    if (editor_.buffer().empty() || (current && current->id == questions_.front().run)) ask();
}

void ConsolePrompt::ask() {
    help_.close();
    draft_ = TypedState{text(), {editor_.anchor(), editor_.caret()}, is_block_, shows_each_};
    is_block_ = shows_each_ = false;
    editor_.set_text("");
    editor_.python = false;
    screen_.text().set_prompt({questions_.front().prompt, "", ink::text, false, questions_.front().hidden});
    surface_.edited();
}

// Also called when a question was stopped while it had the prompt.
void ConsolePrompt::on_input_done(QuestionId question) {
    const auto found = std::ranges::find(questions_, question, &OpenQuestion::id);
    if (found == questions_.end()) return;  // it was answered here
    if (draft_ && found == questions_.begin()) return close_question();
    if (!found->prompt.empty()) screen_.log().line(found->prompt, ink::text);
    questions_.erase(found);
}

void ConsolePrompt::close_question() {
    const std::string prompt = std::exchange(questions_.front().prompt, {});
    questions_.pop_front();
    const TypedState draft = *std::exchange(draft_, std::nullopt);
    show_python_prompt();
    if (!prompt.empty()) screen_.log().line(prompt, ink::text);
    editor_.set_text(draft.text);
    editor_.select(draft.selection.anchor, draft.selection.caret);
    editor_.python = true;
    is_block_ = draft.is_block;
    shows_each_ = draft.shows_each;
    surface_.edited();
}

}  // namespace gimbal::console
