// Text that can be edited: lines, and an undo history of grouped edits.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/model/text_source.h"

namespace gimbal::console {

struct TextSelection {
    TextPosition anchor, caret;
    bool operator==(const TextSelection&) const = default;
};

// Lines are numbered from 0. Positions handed in are clamped to the text.
// Thread: UI.   GIL: not needed.
class TextBuffer {
public:
    std::size_t line_count() const { return lines_.size(); }
    std::string_view line(LineId id) const {
        return id < lines_.size() ? std::string_view(lines_[id]) : std::string_view();
    }
    std::string text() const;
    std::string text(TextPosition begin, TextPosition end) const;
    TextPosition end() const;
    TextPosition clamp(TextPosition position) const;
    bool empty() const { return lines_.size() == 1 && lines_[0].empty(); }

    void set_text(std::string_view text);                                               // forgets undo
    TextPosition replace(TextPosition begin, TextPosition end, std::string_view text);  // returns where `text` ends

    // Edits between two calls are undone together.
    void end_group() { group_open_ = false; }
    void reopen_group() {
        group_open_ = !done_.empty() && saved_ != done_.back().group;
    }                                             // what follows joins the last group
    void set_selection(TextSelection selection);  // before and after an edit: what undo and redo give back
    bool can_undo() const { return !done_.empty(); }
    bool can_redo() const { return !undone_.empty(); }
    std::optional<TextSelection> undo();    // what was selected before the group's first edit
    std::optional<TextSelection> redo();    // ... after its last
    std::optional<TextSelection> cancel();  // undo that cannot be redone

    std::uint64_t revision() const { return revision_; }  // rises with every change, undo too
    bool modified() const { return saved_ != done_mark(); }
    void mark_saved() {
        end_group();
        saved_ = done_mark();
    }
    enum class Follower { view, code };  // each is told for itself
    LineId take_first_changed(
        Follower follower = Follower::view);  // the earliest line touched since its last call; ~0: none

private:
    struct Edit {
        TextPosition begin;
        std::string removed, inserted;
        std::uint64_t group;
        TextSelection before, after;
    };
    TextPosition apply(TextPosition begin, TextPosition end, std::string_view text);
    std::uint64_t done_mark() const { return done_.empty() ? 0 : done_.back().group; }

    std::vector<std::string> lines_{std::string()};
    std::vector<Edit> done_, undone_;
    std::uint64_t revision_ = 0, last_group_ = 0, saved_ = 0;
    bool group_open_ = false;
    TextSelection selection_;
    LineId first_changed_[2] = {0, 0};  // by follower
};

}  // namespace gimbal::console
