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

#include "gimbal/console/assist_source.h"
#include "gimbal/console/events.h"
#include "gimbal/console/key_map.h"
#include "gimbal/console/options.h"

namespace gimbal::console {

// What a piece of text is, so that the host chooses its colour. `coloured`: a script's escape sequence chose `rgb`.
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

// Thread: UI.   GIL: never.
class ConsoleModel {
public:
    struct Options {
        std::filesystem::path history_file = {};  // "": the history is kept in memory only
        std::size_t scrollback_lines = 100000;
        bool complete_as_typed = true;  // false: only by Command::complete
        ConsoleId console = 0;          // the namespace of its cells
    };
    // `assist` answers by events, as EngineAssist does; null: no completion. It outlives the model.
    explicit ConsoleModel(AssistSource* assist) : ConsoleModel(assist, Options{}) {}
    ConsoleModel(AssistSource* assist, Options options);
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
    // The matches in the scrollback and the prompt, first to last, at most `limit`.
    std::vector<ModelPosition> find(std::string_view words, bool match_case, std::size_t limit = 1000) const;

    // --- Typing.
    void type(std::string_view text);   // characters as they are typed
    void paste(std::string_view text);  // prompts and the output between them are removed
    // Moves, erases, undoes, browses the history, completes: the commands of key_map.h that change the prompt. With an
    // open list, Up and Down choose and Tab takes. False: not one of these.
    bool perform(Command command, bool extend_selection = false);
    std::string typed() const;
    void discard();  // clears the prompt
    // The newest entry of the history that contains `words`, before the entry that was found last.
    std::optional<std::string> search_history(std::string_view words, bool again);

    // --- Entering. What the host has to do: run a cell, or answer a question of a script.
    struct Cell {
        std::string source = {};
        CellOptions options = {};  // for Engine::submit_cell
    };
    struct Answer {
        QuestionId question = 0;
        std::string line = {};  // for Engine::answer_input
    };
    struct Inspection {
        std::string name = {};
        bool with_source = false;  // for Engine::inspect; the Documentation that follows is shown
    };
    struct Entered {  // at most one of them; none: the input is incomplete and got a new line
        std::optional<Cell> cell = {};
        std::optional<Answer> answer = {};
        std::optional<Inspection> inspection = {};
    };
    Entered enter(bool at_once = false);
    std::optional<QuestionId> question() const;  // a script asks at the prompt
    bool hides_typing() const;                   // it asks for a password; line() shows asterisks

    // --- Help while typing.
    std::vector<Completion> completions() const;  // the open list, best first
    std::optional<std::size_t> chosen() const;    // of completions()
    const std::optional<CallTip>& call_tip() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
