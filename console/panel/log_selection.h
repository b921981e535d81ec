// The selection above the prompt, made with the keyboard: one run at a time, then extended with Shift and a caret key.
#pragma once
#include "gimbal/console/key_map.h"
#include "panel/console_screen.h"
#include "text/view/edit_surface.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class LogSelection {
public:
    LogSelection(ConsoleScreen& screen, EditSurface& surface) : screen_(screen), surface_(surface) {}

    bool active() const;  // text is selected, and its moving end is above the prompt
    LineId end_line() const { return screen_.view().selection_end().line; }
    void select_run_above();       // from the prompt: the last run
    void select_run_below();       // from the last run: none, the prompt again
    bool extend(Command command);  // false: nothing is selected above the prompt

private:
    void select(const RunRange& range);
    TextPosition moved_by(Command command, TextPosition from);

    ConsoleScreen& screen_;
    EditSurface& surface_;
};

}  // namespace gimbal::console
