// The prompt: Enter, Up, Down and Ctrl-C for the typed text, and the answer to input().
#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/engine.h"
#include "panel/assist/typing_help.h"
#include "panel/console_screen.h"
#include "panel/prompt/history.h"
#include "panel/prompt/session_inputs.h"
#include "text/view/edit_surface.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class ConsolePrompt {
public:
    ConsolePrompt(Engine& engine, const ConsolePanelOptions& options, ConsoleScreen& screen, TextEditor& editor,
                  EditSurface& surface, TypingHelp& help);

    std::string text() const { return editor_.buffer().text(); }
    std::string draft() const { return draft_ ? draft_->text : text(); }  // no answer to a script
    bool answers_script() const { return draft_.has_value(); }            // the prompt is that of an input()
    const SessionInputs& inputs() const { return inputs_; }
    History& history() { return history_; }

    // --- Keys.
    void enter(bool at_once);  // `at_once`: run even where Enter would add a line
    void discard();
    bool end_of_input();             // of a script, if nothing is typed; false: no script asks, or something is typed
    bool browse_history(bool back);  // false: the caret moves instead
    bool tab_indents() const;        // instead of completing
    void before_paste(std::string& pasted);
    void typed(char32_t code);  // after this character was inserted; 0: after one was erased
    // After an entry of the history was put there: Enter runs it again as it is.
    void adopt_entry(const std::string& entry);
    void show_python_prompt();

    // --- Events.
    void on_started(const RunStarted& event);
    void on_removed(RunId run) { inputs_.remove(run); }
    void on_input_requested(const InputRequested& event);
    void on_input_done(QuestionId question);
    void ask_if_free();  // gives the prompt to the next question. Call it before each frame
    void on_documentation(const Documentation& event);
    void show_history_trouble();  // once

private:
    // The content of the prompt, and the state that goes with it.
    struct TypedState {
        std::string text;
        TextSelection selection;
        bool is_block = false, shows_each = false;
    };
    struct OpenQuestion {
        QuestionId id;
        RunId run;
        std::string prompt;
        bool hidden;  // a password
    };
    bool inspect();
    void submit();
    void answer();
    void ask();             // gives the prompt to the oldest question
    void close_question();  // writes its prompt to the log
    bool caret_on_last_line() const;
    bool caret_in_indent() const;

    Engine& engine_;
    const ConsolePanelOptions& options_;
    ConsoleScreen& screen_;
    TextEditor& editor_;
    EditSurface& surface_;
    TypingHelp& help_;
    History history_;
    SessionInputs inputs_;
    std::deque<OpenQuestion> questions_;  // oldest first
    std::optional<TypedState> draft_;     // set while the oldest question has the prompt; restored afterwards
    bool is_block_ = false;     // several lines from the clipboard or the history: Enter runs them as they are
    bool shows_each_ = false;   // pasted: each statement shows its value
    TextPosition entry_caret_;  // the caret after an entry was put there; Enter there runs the block, too
    std::string last_each_;     // the last block whose statements each showed their value
    std::uint64_t browsed_revision_ = 0;  // of the text after the last history step; the next step is undone with it
    std::vector<std::uint64_t> inspections_;  // pending requests of `name?`
};

}  // namespace gimbal::console
