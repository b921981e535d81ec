// Text that can be edited: lines, and an undo history of grouped edits.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "console/panel/text/text_source.h"

namespace gimbal::console {

// Lines are numbered from 0. Positions handed in are clamped to the text.
// Thread: UI.   GIL: not needed.
class TextBuffer {
public:
    std::size_t line_count() const { return lines_.size(); }
    std::string_view line(LineId id) const { return id < lines_.size() ? std::string_view(lines_[id]) : std::string_view(); }
    std::string text() const;
    std::string text(TextPosition begin, TextPosition end) const;
    TextPosition end() const;
    TextPosition clamp(TextPosition position) const;
    bool empty() const { return lines_.size() == 1 && lines_[0].empty(); }

    void set_text(std::string_view text);                    // forgets undo
    TextPosition replace(TextPosition begin, TextPosition end, std::string_view text);   // returns where `text` ends

    // Edits between two calls are undone together.
    void end_group() { group_open_ = false; }
    bool can_undo() const { return !done_.empty(); }
    bool can_redo() const { return !undone_.empty(); }
    std::optional<TextPosition> undo();                      // where the caret belongs then
    std::optional<TextPosition> redo();

    std::uint64_t revision() const { return revision_; }     // rises with every change, undo too
    bool modified() const { return saved_ != done_mark(); }
    void mark_saved() { end_group(); saved_ = done_mark(); }
    LineId take_first_changed();                             // the earliest line touched since the last call; ~0: none

private:
    struct Edit { TextPosition begin; std::string removed, inserted; std::uint64_t group; };
    TextPosition apply(TextPosition begin, TextPosition end, std::string_view text);
    std::uint64_t done_mark() const { return done_.empty() ? 0 : done_.back().group; }

    std::vector<std::string> lines_{std::string()};
    std::vector<Edit> done_, undone_;
    std::uint64_t revision_ = 0, last_group_ = 0, saved_ = 0;
    bool group_open_ = false;
    LineId first_changed_ = 0;
};

}  // namespace gimbal::console
