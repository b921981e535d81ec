// Caret and selection in a text buffer, and the commands that move and edit.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "gimbal/console/key_map.h"
#include "text/edit/brackets.h"
#include "text/edit/python_highlighter.h"
#include "text/model/text_buffer.h"

namespace gimbal::console {

// Knows nothing about the screen, so it moves by lines where an EditSurface moves by rows.
// Thread: UI.   GIL: not needed.
class TextEditor {
public:
    TextBuffer& buffer() { return buffer_; }
    const TextBuffer& buffer() const { return buffer_; }
    TextPosition caret() const { return caret_; }
    TextPosition anchor() const { return anchor_; }
    bool has_selection() const { return caret_ != anchor_; }
    std::string selected_text() const { return buffer_.text(anchor_, caret_); }

    void place_caret(TextPosition caret, bool extend = false);
    void select(TextPosition anchor, TextPosition caret);
    void set_text(std::string_view text);           // puts the caret at the end; clears the undo history
    void replace_all(std::string_view text);        // the same, as one undoable edit
    void replace_all_again(std::string_view text);  // the same, undone together with the previous edit
    void cancel_edit();                             // removes the last edit from text and history
    void replace(TextPosition begin, TextPosition end, std::string_view text);

    void type(char32_t code, double now);  // characters of a word without a pause of a second form one undo group
    std::string mended(std::string_view pasted);  // cleaned up for the place of the caret (paste.h)
    void paste(std::string_view text);            // `text` is cleaned up already
    bool apply(Command command, bool extend);     // false: not an editing command
    void erase_selection();

    const std::optional<BracketMatch>& brackets();  // the bracket beside the caret and its partner

    bool python = true;  // if false, brackets and indentation mean nothing

private:
    void move_to(TextPosition target, bool extend);
    void move_by_lines(std::int64_t lines, bool extend);
    TextPosition left_of(TextPosition at) const;
    TextPosition right_of(TextPosition at) const;
    TextPosition word_left_of(TextPosition at) const;
    TextPosition word_right_of(TextPosition at) const;
    TextPosition smart_home(TextPosition at) const;
    // The caller sets the caret and ends the group.
    TextPosition edit(TextPosition begin, TextPosition end, std::string_view text);
    void select_after_edit(TextPosition anchor, TextPosition caret);
    void restore(const std::optional<TextSelection>& selection);
    void erase_to(TextPosition target);
    void newline_indented();
    void dedent_typed_line();
    PythonColours& code();

    // --- Commands on whole lines (line_commands.cpp).
    LineSpan selected_lines() const;  // excludes the last line if the selection ends at its first column
    void insert_indent();
    void indent_lines(bool deeper);
    void toggle_comments();
    void move_lines(bool down);
    void duplicate_lines();
    void shift_line(LineId line, std::size_t at, std::size_t removed, std::string_view added);

    TextBuffer buffer_;
    TextPosition caret_, anchor_;
    double last_typed_ = -1e9;
    PythonColours code_;
    std::optional<BracketMatch> brackets_;
    TextPosition brackets_caret_;  // the caret for which brackets_ holds
    std::uint64_t brackets_revision_ = ~std::uint64_t{0};
};

// Whether a code point is part of a word: a letter of any script, a digit or an underscore.
bool is_word(char32_t code);

}  // namespace gimbal::console
