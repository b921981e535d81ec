// The console's text as shown: scrollback with folds, pictures and remarks, then progress and queue, then the prompt.
#pragma once
#include <imgui.h>

#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "panel/log/remark.h"
#include "panel/prompt/console_core.h"
#include "panel/view/picture_shelf.h"
#include "panel/view/text_painter.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
class ConsoleScreen final : public LineExtras {
public:
    ConsoleScreen(ConsoleCore& core, const TextureMaker& textures);

    ConsoleLog& log() { return log_; }
    const ConsoleLog& log() const { return log_; }
    const ConsoleText& text() const { return text_; }
    TextView& view() { return view_; }
    const TextView& view() const { return view_; }

    // Makes the view follow the log, the run model and the prompt. Call it before asking the view for anything.
    void refresh();
    void clear();
    void add_picture(const Picture& picture);
    // Gives pictures their size in this geometry. Call it before the text is placed.
    void fit_pictures(const ViewGeometry& geometry);
    bool waits_for_pictures() const { return pictures_.waits(); }

    std::optional<Remark> remark_at(LineId line) const override;  // for the first line of a run's echo
    bool draw_picture(ImDrawList* list, LineId line, float x, float y) const override;
    std::optional<RowAddress> row_at(float y) const;
    // The row at this place in the text, right of the margin and left of the scrollbar.
    std::optional<RowAddress> row_at(float x, float y) const;
    void unfold(TextPosition position);  // if a fold hides it
    bool toggle_fold_at(LineId line);    // false: the line is not the row of a fold
    void toggle_last_fold_before(LineId line);
    std::optional<RunId> run_crossed_at(RowAddress row, float x) const;  // the queued run whose cross is there

    void flash(LineId line);   // marks the line for a moment, from the next frame on
    double flash_end() const;  // infinity when nothing flashes

    void paint(ImDrawList* list, const PanelStyle& style, PaintOptions& options, double now);
    std::vector<PanelRow> rows(TextPosition caret) const;  // the text as painted

private:
    void draw_progress_bar(ImDrawList* list, const PanelStyle& style) const;
    std::vector<std::string> status_lines() const;
    void toggle_fold(const Fold& fold);

    ConsoleCore& core_;
    const RunModel& runs_;
    ConsoleLog& log_;
    ConsoleText& text_;
    PictureShelf pictures_;
    TextView view_;
    TextPainter painter_;
    LineId prompt_begin_ = 0;  // as the view knows it
    LineId flash_line_ = no_line;
    double flash_until_ = 0, painted_at_ = 0;
    bool flash_requested_ = false;  // a panel that is not in front is not drawn yet
};

}  // namespace gimbal::console
