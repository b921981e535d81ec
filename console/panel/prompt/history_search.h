// Ctrl-R: the newest history entry that contains the typed words is shown at the prompt while they are typed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "panel/prompt/console_prompt.h"

namespace gimbal::console {

// The shown entry is one edit, which Escape takes back. Thread: UI.   GIL: never.
class HistorySearch {
public:
    HistorySearch(ConsolePrompt& prompt, ConsoleText& text, TextEditor& editor, PromptView& view)
        : prompt_(prompt),
          text_(text),
          editor_(editor),
          view_(view) {}

    bool active() const { return active_; }
    void begin();
    void end(bool take);  // `take`: the shown entry stays at the prompt; else the text from before the search returns
    bool on_text(char32_t code);                 // true: handled
    bool on_command(Command command);            // false: the search has ended, or does not know the command
    std::vector<TextSelection> matches() const;  // of the words in the typed text, the first few hundred

private:
    void step(bool older);
    void show_newest();
    void show(std::optional<History::Match> found);
    History& history() { return prompt_.history(); }

    ConsolePrompt& prompt_;
    ConsoleText& text_;
    TextEditor& editor_;
    PromptView& view_;
    bool active_ = false, shows_ = false;  // shows_: match_ is at the prompt
    std::string wanted_;
    History::Match match_;
};

}  // namespace gimbal::console
