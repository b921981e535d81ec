// Draws the completion list and the call tip of a TypingHelp at the caret.
#pragma once
#include <string>
#include <vector>

#include "panel/assist/completion_popup.h"
#include "panel/prompt/typing_help.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// Thread: UI.   GIL: not needed.
class HelpBoxes {
public:
    // `caret` is a position in `view`; both boxes stay inside `panel`.
    void draw(ImDrawList* list, const PanelStyle& style, const TypingHelp& help, const TextView& view,
              TextPosition caret, const Rect& panel);
    std::vector<std::string> rows(const TypingHelp& help) const;

private:
    CompletionPopup popup_;
};

}  // namespace gimbal::console
