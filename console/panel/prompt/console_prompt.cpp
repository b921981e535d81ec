#include "panel/prompt/console_prompt.h"

#include <algorithm>
#include <utility>

#include "panel/prompt/question.h"
#include "panel/prompt/typed_text.h"
#include "text/edit/input_state.h"
#include "text/edit/paste.h"

namespace gimbal::console {

ConsolePrompt::ConsolePrompt(ConsoleEngine& engine, const std::filesystem::path& history_file, ConsoleLog& log,
                             ConsoleText& text, TextEditor& editor, TypingHelp& help, PromptView& view)
    : engine_(engine),
      runs_(engine.runs()),
      log_(log),
      text_(text),
      editor_(editor),
      help_(help),
      view_(view),
      history_(history_file) {}

void ConsolePrompt::enter(bool at_once) {
    if (draft_) return answer();
    if (!at_once && inspect()) return;
    const bool as_brought = is_block_ && editor_.caret() == entry_caret_;
    if (!at_once && !as_brought && !caret_on_last_line()) return view_.run_command(Command::newline);
    const InputState state = input_state(text());
    if (at_once || state == InputState::ready || (state == InputState::complete && is_block_)) return submit();
    view_.run_command(Command::newline);
}

void ConsolePrompt::submit() {
    const std::string source = without_trailing_blanks(text());
    const CellResults results = std::exchange(shows_each_, false) ? CellResults::each : CellResults::last;
    is_block_ = false;
    if (source.empty()) {
        log_.echo("");
    } else {
        history_.add(source);
        show_history_trouble();
        if (results == CellResults::each) last_each_ = source;
        const bool busy = runs_.busy();  // then output of earlier runs can still arrive, and it comes first
        const RunId run = engine_.submit_cell(source + "\n", results);
        if (!busy) log_.echo(source, run);
        inputs_.add({run, source, !busy});
    }
    editor_.set_text("");
    view_.edited();
    view_.entered();
}

void ConsolePrompt::answer() {
    const std::string line = text();
    OpenQuestion& question = questions_.front();
    log_.line(std::exchange(question.prompt, {}) + (question.hidden ? "" : line), ink::text);
    engine_.answer_input(question.id, line);
    close_question();
    view_.entered();
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
    log_.echo(typed);
    inputs_.add({0, typed});
    inspections_.push_back(engine_.inspect(question->name, question->with_source));
    editor_.set_text("");
    view_.edited();
    view_.entered();
    return true;
}

void ConsolePrompt::on_documentation(const Documentation& event) {
    if (std::erase(inspections_, event.request) > 0) log_.line(event.text, ink::text);
}

void ConsolePrompt::show_history_trouble() {
    const std::string trouble = history_.take_trouble();
    if (!trouble.empty()) log_.line(trouble, ink::dim);
}

void ConsolePrompt::interrupt() { can_stop() ? engine_.stop() : discard(); }

void ConsolePrompt::discard() {
    help_.close();
    history_.stop_browsing();
    editor_.replace_all("");
    is_block_ = shows_each_ = false;
    view_.edited();
}

void ConsolePrompt::adopt_entry(const std::string& entry) {
    is_block_ = has_lines(entry);
    entry_caret_ = editor_.caret();
    shows_each_ = entry == last_each_;
}

void ConsolePrompt::show_python_prompt() { text_.set_prompt({}); }

// Ignores blank lines at the end.
bool ConsolePrompt::caret_on_last_line() const {
    const TextBuffer& buffer = editor_.buffer();
    for (LineId line = editor_.caret().line + 1; line < buffer.line_count(); ++line)
        if (buffer.line(line).find_first_not_of(' ') != std::string_view::npos) return false;
    return true;
}

// Up on the first row shows an older entry, Down on the last row a newer one. Between them the caret moves.
void ConsolePrompt::browse_history(bool back) {
    if (!view_.on_edge_row(back)) return view_.run_command(back ? Command::up : Command::down);
    if (draft_) return;
    const std::string before = editor_.buffer().text({0, 0}, editor_.caret());
    const auto entry = back ? history_.previous(text(), before.size()) : history_.next(text());
    if (!entry) return;
    const bool again = std::exchange(browsed_revision_, 0) == editor_.buffer().revision();
    again ? editor_.replace_all_again(*entry) : editor_.replace_all(*entry);
    const std::size_t byte = history_.caret();
    editor_.place_caret(byte < entry->size() ? TextPosition{0, byte}  // on its first line
                                             : editor_.buffer().end());
    adopt_entry(*entry);
    browsed_revision_ = editor_.buffer().revision();
    view_.edited();
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
        if (!std::exchange(input->echoed, true)) log_.echo(input->source, event.run);
    } else if (event.kind == RunKind::file) {
        log_.file_echo(event.title, event.run);
        inputs_.add({event.run, "# run " + event.title});
    }
}

// Python's input() has written its prompt to stdout, so the open line of the output becomes the prompt.
void ConsolePrompt::on_input_requested(const InputRequested& event) {
    if (!event.prompt.empty()) log_.write(Stream::out, event.prompt);
    questions_.push_back({event.question, event.run, log_.take_open_line(), event.hidden});
    const bool is_next = !draft_ && questions_.size() == 1;
    ask_if_free();
    if (is_next && !draft_)
        log_.line("A thread waits for input: " + questions_.back().prompt +
                      " It asks when the line below has run or is cleared.",
                  ink::dim);
}

// A thread that an earlier run has left does not take the prompt from a half-typed cell, which would become its answer.
void ConsolePrompt::ask_if_free() {
    if (draft_ || questions_.empty()) return;
    const RunStatus* current = runs_.current();
    if (editor_.buffer().empty() || (current && current->id == questions_.front().run)) ask();
}

void ConsolePrompt::ask() {
    help_.close();
    draft_ = TypedState{text(), {editor_.anchor(), editor_.caret()}, is_block_, shows_each_};
    is_block_ = shows_each_ = false;
    editor_.set_text("");
    editor_.python = false;
    text_.set_prompt({questions_.front().prompt, "", ink::text, false, questions_.front().hidden});
    view_.edited();
}

// Also called when a question was stopped while it had the prompt.
void ConsolePrompt::on_input_done(QuestionId question) {
    const auto found = std::ranges::find(questions_, question, &OpenQuestion::id);
    if (found == questions_.end()) return;  // it was answered here
    if (draft_ && found == questions_.begin()) return close_question();
    if (!found->prompt.empty()) log_.line(found->prompt, ink::text);
    questions_.erase(found);
}

void ConsolePrompt::close_question() {
    const std::string prompt = std::exchange(questions_.front().prompt, {});
    questions_.pop_front();
    const TypedState draft = *std::exchange(draft_, std::nullopt);
    show_python_prompt();
    if (!prompt.empty()) log_.line(prompt, ink::text);
    editor_.set_text(draft.text);
    editor_.select(draft.selection.anchor, draft.selection.caret);
    editor_.python = true;
    is_block_ = draft.is_block;
    shows_each_ = draft.shows_each;
    view_.edited();
}

}  // namespace gimbal::console
