// Lines of tracebacks and warnings as links: to a file, or to a cell in the scrollback.
#pragma once
#include <optional>

#include "gimbal/console/input_event.h"
#include "panel/console_screen.h"
#include "panel/log/source_link.h"
#include "panel/log_selection.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class SourceLinks {
public:
    SourceLinks(ConsoleScreen& screen, const LogSelection& selection, const RunModel& runs,
                const ConsolePanelOptions& options)
        : screen_(screen),
          selection_(selection),
          runs_(runs),
          options_(options) {}

    void follow_clicks(const InputEvent& event);  // the view still gets the event
    void open_last_error();  // the innermost line of the last traceback, or of the last one in the selection
    void open_next_above();  // the link above the one that was opened by a key last
    bool show_cell(RunId run, int number);  // false: its echo is not in the scrollback
    void draw_under_pointer(ImDrawList* list, const PanelStyle& style) const;

private:
    struct PlacedLink {
        LineId line;
        SourceLink link;
    };
    std::optional<PlacedLink> link_at(float x, float y) const;
    void open(const SourceLink& link);
    void open_nearest_above(LineId line);
    void underline(ImDrawList* list, const PanelStyle& style, RowAddress row, float bottom,
                   const SourceLink& link) const;

    ConsoleScreen& screen_;
    const LogSelection& selection_;
    const RunModel& runs_;
    const ConsolePanelOptions& options_;
    std::optional<PlacedLink> pressed_;
    float press_x_ = 0, press_y_ = 0;
    LineId opened_line_ = no_line;
};

}  // namespace gimbal::console
