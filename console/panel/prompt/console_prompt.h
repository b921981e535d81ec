// The prompt: Enter, Up, Down and Ctrl-C for the typed text, and the answer to input().
#pragma once
#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/prompt/console_engine.h"
#include "panel/log/console_log.h"
#include "panel/log/console_text.h"
#include "panel/prompt/history.h"
#include "panel/prompt/session_inputs.h"
#include "panel/prompt/typing_help.h"

namespace gimbal::console {

// The widget that shows a prompt, as the prompt sees it.
class PromptView {
public:
    virtual void run_command(Command command) = 0;   // of the editor; Up and Down move by rows as shown
    virtual bool on_edge_row(bool first) const = 0;  // the caret is on the first or the last row of the typed text
    virtual void edited() = 0;                       // text, caret or prompt have changed
    virtual void entered() = 0;                      // called last: the end of the text shows what was entered

protected:
    ~PromptView() = default;
};

// Thread: UI.   GIL: never.
class ConsolePrompt {
public:
    struct OpenQuestion {
        QuestionId id;
        RunId run;
        std::string prompt;
        bool hidden;  // a password
    };
    ConsolePrompt(ConsoleEngine& engine, const std::filesystem::path& history_file, ConsoleLog& log, ConsoleText& text,
                  TextEditor& editor, TypingHelp& help, PromptView& view);

    std::string text() const { return editor_.buffer().text(); }
    std::string draft() const { return draft_ ? draft_->text : text(); }  // no answer to a script
    bool answers_script() const { return draft_.has_value(); }            // the prompt is that of an input()
    const OpenQuestion* question() const { return draft_ ? &questions_.front() : nullptr; }
    bool can_stop() const { return runs_.busy() || answers_script() || runs_.handler(); }
    const SessionInputs& inputs() const { return inputs_; }
    History& history() { return history_; }

    // --- Keys.
    void enter(bool at_once);        // `at_once`: run even where Enter would add a line
    void interrupt();                // stops what can be stopped, else discards the typed text
    bool end_of_input();             // of a script, if nothing is typed; false: no script asks, or something is typed
    void browse_history(bool back);  // or moves the caret by a row
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
    bool inspect();
    void submit();
    void discard();
    void answer();
    void ask();             // gives the prompt to the oldest question
    void close_question();  // writes its prompt to the log
    bool caret_on_last_line() const;
    bool caret_in_indent() const;

    ConsoleEngine& engine_;
    const RunModel& runs_;
    ConsoleLog& log_;
    ConsoleText& text_;
    TextEditor& editor_;
    TypingHelp& help_;
    PromptView& view_;
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
