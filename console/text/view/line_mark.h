// Marks one line of a text, with words after it: where a run failed, and why.
#pragma once
#include <string>
#include <vector>

#include "gimbal/console/panel_row.h"
#include "text/model/text_buffer.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// The mark follows its line while other lines are edited, and goes away when the line itself is edited.
// Thread: UI.   GIL: not needed.
class LineMark {
public:
    void put(const TextBuffer& buffer, LineId line, Ink ground, std::string words);
    void clear() { line_ = no_line; }
    void edited(const TextBuffer& buffer, LineId first);  // `first` is the first line changed
    LineId line() const { return line_; }
    Ink ground() const { return ground_; }
    const std::string& whole_words() const { return whole_; }  // uncut

    // The words follow the end of the line's last row, cut to the room left there.
    std::string words_at(const TextView& view, RowAddress row) const;         // "": none in this row
    std::uint32_t words_cell(const TextView& view) const;                     // where they begin
    void add_words(const TextView& view, std::vector<PanelRow>& rows) const;  // `rows`: those on screen

private:
    LineId line_ = no_line;
    Ink ground_ = 0;
    std::string words_, whole_, text_;  // text_ is the line's
    std::size_t line_count_ = 0;
};

}  // namespace gimbal::console
