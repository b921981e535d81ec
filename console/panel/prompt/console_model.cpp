// The core of the panel, without anything that draws.
#include "gimbal/console/prompt/console_model.h"

#include <utility>
#include <variant>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/cells.h"
#include "gimbal/console/thread_role.h"
#include "panel/log/run_words.h"
#include "panel/prompt/console_core.h"
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

// A terminal or a Qt widget has its own view, so the caret moves by lines and nothing is left to do after a change but
// to rebuild the text.
struct ConsoleModel::State final : PromptView {
    State(ConsoleEngine& engine, const Options& options)
        : core(engine,
               {options.history_file, options.banner, options.scrollback_lines, options.complete_as_typed, false},
               *this) {}

    void run_command(Command command) override { core.editor.apply(command, false); }
    bool on_edge_row(bool first) const override {
        return core.editor.caret().line == (first ? 0 : core.editor.buffer().line_count() - 1);
    }
    void edited() override {}
    void entered() override {}

    // Called after each change, as there are no frames.
    void settle() {
        core.before_frame();
        core.help.follow();
        refresh();
    }
    void refresh() {
        core.log.take_first_changed();  // forgets runs that have left the scrollback
        if (const LineId edited = core.editor.buffer().take_first_changed(); edited != no_line)
            core.text.rebuild(edited);
    }

    ConsoleCore core;
};

ConsoleModel::ConsoleModel(ConsoleEngine& engine, Options options) : state_(std::make_unique<State>(engine, options)) {}

ConsoleModel::~ConsoleModel() = default;

void ConsoleModel::handle(const ConsoleEvent& event) {
    GIMBAL_ON(ui);
    ConsoleCore& core = state_->core;
    core.handle(event);
    if (std::holds_alternative<Picture>(event)) core.log.line("(a picture)", ink::dim);
    // One Stop removes all queued runs. They are reported together.
    if (std::holds_alternative<RunRemoved>(event) && !core.runs.queued().empty()) return;
    state_->settle();
}

void ConsoleModel::print(std::string_view text, Stream stream) {
    GIMBAL_ON(ui);
    ConsoleLog& log = state_->core.log;
    stream == Stream::host ? log.line(text, ink::dim) : log.write(stream, text);
    state_->refresh();
}

// --- The text

std::uint64_t ConsoleModel::first_line() const { return state_->core.text.first_line(); }
std::uint64_t ConsoleModel::prompt_line() const { return state_->core.text.prompt_begin(); }
std::uint64_t ConsoleModel::end_line() const { return state_->core.text.end_line(); }

std::string ConsoleModel::line(std::uint64_t number) const { return std::string(state_->core.text.line(number)); }

std::vector<StyledText> ConsoleModel::styled_line(std::uint64_t number) const {
    GIMBAL_ON(ui);
    const std::string_view line = state_->core.text.line(number);
    std::vector<StyleRun> runs;
    state_->core.text.runs(number, runs);
    std::vector<StyledText> pieces;
    if (runs.empty() || runs.front().begin > 0) runs.insert(runs.begin(), StyleRun{});
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::size_t begin = runs[i].begin, end = i + 1 < runs.size() ? runs[i + 1].begin : line.size();
        if (begin < end) pieces.push_back(styled(line.substr(begin, end - begin), runs[i].colour));
    }
    return pieces;
}

ModelPosition ConsoleModel::caret() const {
    const TextPosition at = state_->core.text.to_view(state_->core.editor.caret());
    return {at.line, at.byte};
}

ModelPosition ConsoleModel::anchor() const {
    const TextPosition at = state_->core.text.to_view(state_->core.editor.anchor());
    return {at.line, at.byte};
}

std::vector<ModelPosition> ConsoleModel::find(std::string_view words, bool match_case, std::size_t limit) const {
    GIMBAL_ON(ui);
    std::vector<ModelPosition> matches;
    std::string wanted(words), line;
    if (!match_case) fold_case(words, wanted);
    if (wanted.empty()) return matches;
    for (std::uint64_t number = first_line(); number < end_line(); ++number) {
        match_case ? static_cast<void>(line = state_->core.text.line(number))
                   : fold_case(state_->core.text.line(number), line);
        for (std::size_t at = 0; (at = line.find(wanted, at)) != std::string::npos; at += wanted.size()) {
            matches.push_back({number, at});
            if (matches.size() >= limit) return matches;
        }
    }
    return matches;
}

// --- The keyboard

void ConsoleModel::type(std::string_view text) {
    GIMBAL_ON(ui);
    ConsoleCore& core = state_->core;
    for (std::size_t at = 0; at < text.size();) {
        const CodePoint code = decode_utf8(text, at);
        at += code.bytes;
        if (code.value < 0x20 || code.value == 0x7F || core.on_text(code.value)) continue;
        core.editor.type(code.value, steady_seconds());
        core.on_typed(code.value);
    }
    state_->settle();
}

void ConsoleModel::paste(std::string_view text) {
    GIMBAL_ON(ui);
    ConsoleCore& core = state_->core;
    std::string mended = core.editor.mended(text);
    core.on_paste(mended);
    core.editor.paste(mended);
    state_->settle();
}

bool ConsoleModel::perform(Command command, bool extend_selection) {
    GIMBAL_ON(ui);
    ConsoleCore& core = state_->core;
    TextEditor& editor = core.editor;
    if (extend_selection) core.search.end(true);
    // Ctrl-D with nothing to end and no line to duplicate: a terminal's program may leave.
    if (command == Command::end_of_input && !core.search.active() && core.prompt.text().empty() && !question())
        return false;
    bool handled = (!extend_selection && core.perform(command)) || editor.apply(command, extend_selection);
    if (!handled && command == Command::dismiss && editor.has_selection()) {
        editor.select(editor.caret(), editor.caret());
        handled = true;
    } else if (!handled && command == Command::clear_screen) {
        core.log.clear();
        handled = true;
    }
    state_->settle();
    return handled;
}

void ConsoleModel::place_caret(ModelPosition at, bool extend_selection) {
    GIMBAL_ON(ui);
    ConsoleCore& core = state_->core;
    const auto typed = core.text.to_typed({at.line, at.byte});
    core.help.close();
    core.search.end(true);
    if (typed) core.editor.place_caret(*typed, extend_selection);
    state_->settle();
}

std::string ConsoleModel::typed() const { return state_->core.prompt.text(); }
std::string ConsoleModel::selected() const { return state_->core.editor.selected_text(); }
std::string ConsoleModel::draft() const { return state_->core.prompt.draft(); }

void ConsoleModel::restore_draft(std::string_view draft) {
    GIMBAL_ON(ui);
    state_->core.editor.set_text(draft);
    state_->settle();
}

std::string ConsoleModel::script() const { return state_->core.prompt.inputs().as_script(); }

std::optional<QuestionId> ConsoleModel::question() const {
    const auto* question = state_->core.prompt.question();
    return question ? std::optional(question->id) : std::nullopt;
}

bool ConsoleModel::hides_typing() const {
    const auto* question = state_->core.prompt.question();
    return question && question->hidden;
}

// --- Help

std::vector<Completion> ConsoleModel::completions() const {
    std::vector<Completion> names;
    const Completions& open = state_->core.help.names();
    for (std::size_t i = 0; i < open.count(); ++i) names.push_back(open.at(i));
    return names;
}

std::optional<std::size_t> ConsoleModel::chosen() const {
    const Completions& open = state_->core.help.names();
    return open.is_open() && open.has_chosen() ? std::optional(open.chosen()) : std::nullopt;
}

const std::string& ConsoleModel::completion_doc() const { return state_->core.help.names().doc(); }
const std::optional<CallTip>& ConsoleModel::call_tip() const { return state_->core.help.tip(); }

std::string ConsoleModel::run_note() const { return header_note(state_->core.runs); }
std::vector<std::string> ConsoleModel::status() const { return progress_lines(state_->core.runs); }

}  // namespace gimbal::console
