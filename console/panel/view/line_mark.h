// One line of a text pointed at, with words behind it: where a run failed, and why.
#pragma once
#include <string>

#include "gimbal/console/console_panel.h"
#include "panel/view/text_view.h"
#include "text/model/text_buffer.h"

namespace gimbal::console {

// It goes with its line while others are edited, and away when the line itself is.
// Thread: UI.   GIL: not needed.
class LineMark {
public:
    static constexpr LineId nowhere = ~LineId{0};
    void put(const TextBuffer& buffer, LineId line, ImU32 ground, std::string words);
    void clear() { line_ = nowhere; }
    void edited(const TextBuffer& buffer, LineId first);  // `first`: the earliest line that changed
    LineId line() const { return line_; }
    ImU32 ground() const { return ground_; }
    const std::string& whole_words() const { return whole_; }  // also what does not fit behind the line

    // The words stand behind the line's last row, cut to what is free there.
    void paint_words(ImDrawList* list, const TextView& view, const PanelStyle& style) const;
    void add_words(const TextView& view, std::vector<PanelRow>& rows) const;

private:
    std::string words_at(const TextView& view, RowAddress row) const;
    LineId line_ = nowhere;
    ImU32 ground_ = 0;
    std::string words_, whole_, text_;  // text_: the line's
    std::size_t line_count_ = 0;
};

}  // namespace gimbal::console
