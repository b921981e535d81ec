// The console without a GUI: output, prompt, history, completion, call tip and search as text with colours. For a
// program with Qt, SDL, a terminal or any other way to draw. ConsolePanel draws the same console with Dear ImGui.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/events.h"
#include "gimbal/console/key_map.h"
#include "gimbal/console/prompt/console_engine.h"

namespace gimbal::console {

// The meaning of a piece of text, by which the host colours it. `coloured`: a script's escape sequence chose `rgb`.
enum class TextRole {
    text,
    dim,
    prompt,
    result,
    error_output,
    error,
    keyword,
    string,
    number,
    definition,
    comment,
    coloured
};
struct StyledText {
    std::string text = {};
    TextRole role = TextRole::text;
    std::uint32_t rgb = 0;  // 0xRRGGBB
};

// A line, and a byte of its text.
struct ModelPosition {
    std::uint64_t line = 0;
    std::size_t byte = 0;
    bool operator==(const ModelPosition&) const = default;
};

// Follows the rules of ConsolePanel, which has the same core. Thread: UI.   GIL: never.
class ConsoleModel {
public:
    struct Options {
        std::filesystem::path history_file = {};  // "": the history is kept in memory only
        std::string banner = {};                  // as ConsolePanelOptions::banner
        std::size_t scrollback_lines = 100000;
        bool complete_as_typed = true;  // false: only by Command::complete
    };
    // `engine`, such as an EngineLink, outlives the model.
    explicit ConsoleModel(ConsoleEngine& engine) : ConsoleModel(engine, Options{}) {}
    ConsoleModel(ConsoleEngine& engine, Options options);
    ~ConsoleModel();

    void handle(const ConsoleEvent& event);            // every event, in order
    void print(std::string_view text, Stream stream);  // a message of the host

    // --- The text: the scrollback, then the prompt. A line keeps its number while it exists.
    std::uint64_t first_line() const;
    std::uint64_t prompt_line() const;  // the first line of the prompt
    std::uint64_t end_line() const;     // one past the last
    std::string line(std::uint64_t number) const;
    std::vector<StyledText> styled_line(std::uint64_t number) const;
    ModelPosition caret() const;
    ModelPosition anchor() const;  // the other end of the selection of typed text; the caret if nothing is selected
    // The matches in the scrollback and the prompt, first to last, at most `limit`.
    std::vector<ModelPosition> find(std::string_view words, bool match_case, std::size_t limit = 1000) const;

    // --- The keyboard.
    void type(std::string_view text);   // characters as they are typed; control characters are ignored
    void paste(std::string_view text);  // prompts, the output between them and common indentation are removed
    // Does what the key of this command does in the panel: edits, runs, answers, stops, browses and searches the
    // history, completes. find_command() finds the command of a key. False: the host's own, as scrolling, copying, and
    // end_of_input with nothing to end.
    bool perform(Command command, bool extend_selection = false);
    void place_caret(ModelPosition at, bool extend_selection = false);  // a click; it counts at the prompt only
    std::string typed() const;
    std::string selected() const;  // of the typed text; copy it before Command::interrupt is performed
    std::string draft() const;     // text typed but not entered; excludes an answer to a script
    void restore_draft(std::string_view draft);
    std::string script() const;                  // all that was entered in this session
    std::optional<QuestionId> question() const;  // a script asks at the prompt
    bool hides_typing() const;                   // it asks for a password; line() shows asterisks

    // --- Help while typing.
    std::vector<Completion> completions() const;  // the open list, best first
    std::optional<std::size_t> chosen() const;    // of completions()
    const std::string& completion_doc() const;    // a line about the chosen name, else about the first; may be empty
    const std::optional<CallTip>& call_tip() const;

    // --- The current run, in words that change with time.
    std::string run_note() const;             // "running 4.2 s · 2 queued"; "" when idle
    std::vector<std::string> status() const;  // progress, and what delays a Stop

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
