// Editable text: lines, and an undo history of grouped edits.
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

// Lines are numbered from 0. Positions passed in are clamped to the text.
// Thread: UI.   GIL: not needed.
class TextBuffer {
public:
    std::size_t line_count() const { return lines_.size(); }
    std::string_view line(LineId id) const {
        return id < lines_.size() ? std::string_view(lines_[id]) : std::string_view();
    }
    TextPosition line_end(LineId id) const { return {id, line(id).size()}; }
    std::string text() const;
    std::string text(TextPosition begin, TextPosition end) const;
    TextPosition end() const;
    TextPosition clamp(TextPosition position) const;
    bool empty() const { return lines_.size() == 1 && lines_[0].empty(); }

    void set_text(std::string_view text);                                               // clears the undo history
    TextPosition replace(TextPosition begin, TextPosition end, std::string_view text);  // returns the end of `text`

    // Edits between two calls of end_group are undone together. After reopen_group, later edits join the last group.
    void end_group() { group_open_ = false; }
    void reopen_group() { group_open_ = !done_.empty() && saved_ != done_.back().group; }
    void set_selection(TextSelection selection);  // call before and after an edit; undo and redo return it
    bool can_undo() const { return !done_.empty(); }
    bool can_redo() const { return !undone_.empty(); }
    std::optional<TextSelection> undo();    // returns the selection before the group's first edit
    std::optional<TextSelection> redo();    // returns the selection after its last edit
    std::optional<TextSelection> cancel();  // like undo, but cannot be redone

    std::uint64_t revision() const { return revision_; }  // increases with every change, undo included
    bool modified() const { return saved_ != done_mark(); }
    void mark_saved() {
        end_group();
        saved_ = done_mark();
    }
    enum class Follower { view, code };  // each has its own record of changes
    // The first line changed since the follower's last call; no_line: none.
    LineId take_first_changed(Follower follower = Follower::view);

private:
    struct Edit {
        TextPosition begin;
        std::string removed, inserted;
        std::uint64_t group;
        TextSelection before, after;
    };
    TextPosition apply(TextPosition begin, TextPosition end, std::string_view text);
    std::optional<TextSelection> move_group(std::vector<Edit>& from, std::vector<Edit>& to, bool undoes);
    std::uint64_t done_mark() const { return done_.empty() ? 0 : done_.back().group; }

    std::vector<std::string> lines_{std::string()};
    std::vector<Edit> done_, undone_;
    std::uint64_t revision_ = 0, last_group_ = 0, saved_ = 0;
    bool group_open_ = false;
    TextSelection selection_;
    LineId first_changed_[2] = {0, 0};  // indexed by Follower
};

std::vector<std::string_view> lines_of(std::string_view text);  // without their newlines; at least one

}  // namespace gimbal::console
