// Ctrl-R: the newest history entry that contains the typed words is shown at the prompt while they are typed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "panel/console_prompt.h"

namespace gimbal::console {

// The shown entry is one edit, which Escape takes back. Thread: UI.   GIL: never.
class HistorySearch {
public:
    HistorySearch(ConsolePrompt& prompt, ConsoleScreen& screen, TextEditor& editor, EditSurface& surface)
        : prompt_(prompt),
          screen_(screen),
          editor_(editor),
          surface_(surface) {}

    bool active() const { return active_; }
    void begin();
    void end(bool take);  // `take`: the shown entry stays at the prompt; else the text from before the search returns
    bool on_text(char32_t code);       // true: handled
    bool on_command(Command command);  // false: the search has ended, or does not know the command
    void mark_matches(std::vector<GroundMark>& grounds, const Palette& palette) const;

private:
    void step(bool older);
    void show_newest();
    void show(std::optional<History::Match> found);
    History& history() { return prompt_.history(); }

    ConsolePrompt& prompt_;
    ConsoleScreen& screen_;
    TextEditor& editor_;
    EditSurface& surface_;
    bool active_ = false, shows_ = false;  // shows_: match_ is at the prompt
    std::string wanted_;
    History::Match match_;
};

}  // namespace gimbal::console
