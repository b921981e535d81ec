// A log, an editor and a history, joined as the panel joins them, without anything that draws.
#include "gimbal/console/prompt/console_model.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"
#include "panel/log/console_log.h"
#include "panel/prompt/history.h"
#include "panel/prompt/model_completion.h"
#include "panel/prompt/question.h"
#include "panel/prompt/typed_text.h"
#include "text/edit/input_state.h"
#include "text/model/text_search.h"

namespace gimbal::console {
namespace {

static_assert(ink::text == static_cast<Ink>(TextRole::text) && ink::result == static_cast<Ink>(TextRole::result) &&
              ink::error == static_cast<Ink>(TextRole::error) && ink::comment == static_cast<Ink>(TextRole::comment));

StyledText styled(std::string_view text, Ink colour) {
    if (!ink::is_name(colour)) {
        const std::uint32_t red = colour & 255, green = (colour >> 8) & 255, blue = (colour >> 16) & 255;
        return {std::string(text), TextRole::coloured, red << 16 | green << 8 | blue};
    }
    const bool known = colour <= ink::comment;
    return {std::string(text), known ? static_cast<TextRole>(colour) : TextRole::text};
}

}  // namespace

struct ConsoleModel::State {
    State(AssistSource* assist, Options options_)
        : options(std::move(options_)),
          log(options.scrollback_lines),
          history(options.history_file),
          help(assist, editor, options.complete_as_typed) {}

    struct Asked {
        QuestionId id;
        std::string prompt;
        bool hidden;
    };

    bool asks() const { return draft.has_value(); }
    void refresh() {
        if (const LineId edited = editor.buffer().take_first_changed(); edited != no_line) text.rebuild(edited);
    }
    void set_prompt();
    void ask_next();
    void end_question(QuestionId id);
    void take(const RunStarted& started);
    bool browse(bool back);
    Entered enter_cell(bool at_once);
    Entered answer();

    const Options options;
    ConsoleLog log;
    Folds no_folds;
    TextEditor editor;
    ConsoleText text{log.scrollback(), no_folds, editor.buffer()};
    History history;
    ModelCompletion help;
    std::deque<Asked> questions;
    std::optional<std::string> draft;  // what was typed when a script asked
    bool is_block = false;             // pasted lines, or an entry of several lines: Enter runs it
    std::optional<History::Match> found;
};

void ConsoleModel::State::set_prompt() {
    ConsoleText::Prompt prompt;
    if (asks()) prompt = {questions.front().prompt, "", ink::text, false, questions.front().hidden};
    editor.python = !asks();
    text.set_prompt(prompt);
}

// Python's input() has written its prompt to stdout, so the open line of the output becomes the prompt.
void ConsoleModel::State::ask_next() {
    if (asks() || questions.empty()) return;
    help.close();
    draft = editor.buffer().text();
    editor.set_text("");
    set_prompt();
}

void ConsoleModel::State::end_question(QuestionId id) {
    const auto one = std::ranges::find(questions, id, &Asked::id);
    if (one == questions.end()) return;
    const bool shown = asks() && one == questions.begin();
    if (!one->prompt.empty()) log.line(one->prompt, ink::text);
    questions.erase(one);
    if (!shown) return;
    editor.set_text(*std::exchange(draft, std::nullopt));
    set_prompt();
    ask_next();
}

void ConsoleModel::State::take(const RunStarted& started) {
    if (started.kind == RunKind::cell) log.echo(without_trailing_blanks(started.source), started.run);
    else if (started.kind == RunKind::file) log.file_echo(started.title, started.run);
}

bool ConsoleModel::State::browse(bool back) {
    const LineId edge = back ? 0 : editor.buffer().line_count() - 1;
    if (editor.caret().line != edge) return editor.apply(back ? Command::up : Command::down, false);
    if (asks()) return true;
    const std::string typed = editor.buffer().text();
    const auto entry = back ? history.previous(typed, editor.buffer().text({0, 0}, editor.caret()).size())
                            : history.next(typed);
    if (!entry) return true;
    editor.replace_all(*entry);
    const std::size_t byte = history.caret();
    editor.place_caret(byte < entry->size() ? TextPosition{0, byte} : editor.buffer().end());
    is_block = has_lines(*entry);
    return true;
}

ConsoleModel::Entered ConsoleModel::State::answer() {
    Answer given{questions.front().id, editor.buffer().text()};
    const std::string shown = questions.front().hidden ? "" : given.line;
    log.line(std::exchange(questions.front().prompt, {}) + shown, ink::text);
    end_question(given.question);
    return {.answer = std::move(given)};
}

ConsoleModel::Entered ConsoleModel::State::enter_cell(bool at_once) {
    const std::string typed = without_trailing_blanks(editor.buffer().text());
    const std::optional<Question> asked = at_once ? std::nullopt : question_in(typed);
    const InputState state = input_state(editor.buffer().text());
    const bool runs = at_once || asked || state == InputState::ready || (state == InputState::complete && is_block);
    if (!runs) {
        editor.apply(Command::newline, false);
        return {};
    }
    help.close();
    editor.set_text("");
    const CellResults results = std::exchange(is_block, false) ? CellResults::each : CellResults::last;
    if (typed.empty()) {
        log.echo("");
        return {};
    }
    history.add(typed);
    if (const std::string trouble = history.take_trouble(); !trouble.empty()) log.line(trouble, ink::dim);
    if (!asked) return {.cell = Cell{typed + "\n", {.console = options.console, .results = results}}};
    log.echo(typed);
    return {.inspection = Inspection{asked->name, asked->with_source}};
}

ConsoleModel::ConsoleModel(AssistSource* assist, Options options)
    : state_(std::make_unique<State>(assist, std::move(options))) {}

ConsoleModel::~ConsoleModel() = default;

void ConsoleModel::handle(const ConsoleEvent& event) {
    GIMBAL_ON(ui);
    State& s = *state_;
    if (const auto* output = std::get_if<OutputText>(&event)) {
        if (output->block) s.log.take(*output->block);
    } else if (const auto* result = std::get_if<LongResult>(&event)) {
        s.log.write(Stream::result, *result->text);
    } else if (std::holds_alternative<Picture>(event)) {
        s.log.line("(a picture)", ink::dim);
    } else if (const auto* failed = std::get_if<EngineFailed>(&event)) {
        s.log.line(failed->why, ink::error);
    } else if (const auto* started = std::get_if<RunStarted>(&event)) {
        s.take(*started);
    } else if (const auto* ended = std::get_if<RunEnded>(&event)) {
        s.log.run_ended(ended->run);
    } else if (const auto* removed = std::get_if<RunRemoved>(&event)) {
        s.log.run_removed(removed->run);
    } else if (const auto* asked = std::get_if<InputRequested>(&event)) {
        if (!asked->prompt.empty()) s.log.write(Stream::out, asked->prompt);
        s.questions.push_back({asked->question, s.log.take_open_line(), asked->hidden});
        s.ask_next();
    } else if (const auto* done = std::get_if<InputDone>(&event)) {
        s.end_question(done->question);
    } else if (const auto* found = std::get_if<Documentation>(&event); found && found->whole) {
        s.log.line(found->text, ink::text);
    } else {
        s.help.handle(event);
    }
    s.refresh();
}

void ConsoleModel::print(std::string_view text, Stream stream) {
    GIMBAL_ON(ui);
    stream == Stream::host ? state_->log.line(text, ink::dim) : state_->log.write(stream, text);
    state_->refresh();
}

// --- The text

std::uint64_t ConsoleModel::first_line() const { return state_->text.first_line(); }
std::uint64_t ConsoleModel::prompt_line() const { return state_->text.prompt_begin(); }
std::uint64_t ConsoleModel::end_line() const { return state_->text.end_line(); }

std::string ConsoleModel::line(std::uint64_t number) const { return std::string(state_->text.line(number)); }

std::vector<StyledText> ConsoleModel::styled_line(std::uint64_t number) const {
    GIMBAL_ON(ui);
    const std::string_view line = state_->text.line(number);
    std::vector<StyleRun> runs;
    state_->text.runs(number, runs);
    std::vector<StyledText> pieces;
    if (runs.empty() || runs.front().begin > 0) runs.insert(runs.begin(), StyleRun{});
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::size_t begin = runs[i].begin, end = i + 1 < runs.size() ? runs[i + 1].begin : line.size();
        if (begin < end) pieces.push_back(styled(line.substr(begin, end - begin), runs[i].colour));
    }
    return pieces;
}

ModelPosition ConsoleModel::caret() const {
    const TextPosition at = state_->text.to_view(state_->editor.caret());
    return {at.line, at.byte};
}

std::vector<ModelPosition> ConsoleModel::find(std::string_view words, bool match_case, std::size_t limit) const {
    GIMBAL_ON(ui);
    std::vector<ModelPosition> matches;
    std::string wanted(words), line;
    if (!match_case) fold_case(words, wanted);
    if (wanted.empty()) return matches;
    for (std::uint64_t number = first_line(); number < end_line(); ++number) {
        match_case ? static_cast<void>(line = state_->text.line(number)) : fold_case(state_->text.line(number), line);
        for (std::size_t at = 0; (at = line.find(wanted, at)) != std::string::npos; at += wanted.size()) {
            matches.push_back({number, at});
            if (matches.size() >= limit) return matches;
        }
    }
    return matches;
}

// --- Typing

void ConsoleModel::type(std::string_view text) {
    GIMBAL_ON(ui);
    State& s = *state_;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint code = decode_utf8(text, at);
        at += code.bytes;
        s.editor.type(code.value, steady_seconds());
        s.is_block = false;
        if (!s.asks()) s.help.on_typed(code.value);
    }
    s.refresh();
}

void ConsoleModel::paste(std::string_view text) {
    GIMBAL_ON(ui);
    State& s = *state_;
    std::string mended = s.editor.mended(text);
    while (mended.ends_with('\n')) mended.pop_back();
    s.help.close();
    s.editor.paste(mended);
    s.is_block = has_lines(mended) && !s.asks();
    s.refresh();
}

bool ConsoleModel::perform(Command command, bool extend_selection) {
    GIMBAL_ON(ui);
    State& s = *state_;
    bool handled = !s.asks() && s.help.perform(command);
    if (!handled) {
        if (command == Command::previous_input || command == Command::next_input)
            handled = s.browse(command == Command::previous_input);
        else handled = s.editor.apply(command, extend_selection);
        if (handled) s.help.on_edited();
    }
    s.refresh();
    return handled;
}

std::string ConsoleModel::typed() const { return state_->editor.buffer().text(); }

void ConsoleModel::discard() {
    GIMBAL_ON(ui);
    state_->help.close();
    state_->history.stop_browsing();
    state_->editor.replace_all("");
    state_->is_block = false;
    state_->refresh();
}

std::optional<std::string> ConsoleModel::search_history(std::string_view words, bool again) {
    GIMBAL_ON(ui);
    State& s = *state_;
    if (!again || !s.found) s.history.begin_search();
    const std::size_t before = again && s.found ? s.found->entry : s.history.entries().size();
    s.found = s.history.find_before(before, words);
    return s.found ? std::optional(s.history.entries()[s.found->entry]) : std::nullopt;
}

// --- Entering

ConsoleModel::Entered ConsoleModel::enter(bool at_once) {
    GIMBAL_ON(ui);
    Entered entered = state_->asks() ? state_->answer() : state_->enter_cell(at_once);
    state_->refresh();
    return entered;
}

std::optional<QuestionId> ConsoleModel::question() const {
    return state_->asks() ? std::optional(state_->questions.front().id) : std::nullopt;
}

bool ConsoleModel::hides_typing() const { return state_->asks() && state_->questions.front().hidden; }

// --- Help

std::vector<Completion> ConsoleModel::completions() const {
    std::vector<Completion> names;
    const Completions& open = state_->help.names();
    for (std::size_t i = 0; i < open.count(); ++i) names.push_back(open.at(i));
    return names;
}

std::optional<std::size_t> ConsoleModel::chosen() const {
    const Completions& open = state_->help.names();
    return open.is_open() && open.has_chosen() ? std::optional(open.chosen()) : std::nullopt;
}

const std::optional<CallTip>& ConsoleModel::call_tip() const { return state_->help.tip(); }

}  // namespace gimbal::console
