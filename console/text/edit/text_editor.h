// Caret and selection on a text buffer, and the commands that move and change them.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gimbal/console/key_map.h"
#include "text/edit/brackets.h"
#include "text/edit/python_highlighter.h"
#include "text/model/text_buffer.h"

namespace gimbal::console {

// Knows nothing of screens: a move by rows asks `row_move`, which a view sets; without it rows are lines.
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
    void set_text(std::string_view text);           // caret at the end; forgets undo
    void replace_all(std::string_view text);        // the same as one undoable edit
    void replace_all_again(std::string_view text);  // ... undone together with the edit before it
    void cancel_edit();                             // as if the last edit had not been
    void replace(TextPosition begin, TextPosition end, std::string_view text);

    void type(char32_t code, double now);      // a word typed without a pause of a second is one undo group
    void paste(std::string_view text);         // mended already
    bool apply(Command command, bool extend);  // false: not a command of an editor
    void erase_selection();

    const std::optional<BracketMatch>& brackets();  // the one beside the caret, and its partner

    bool python = true;  // what is typed is code; else neither brackets nor indents mean anything
    std::function<TextPosition(TextPosition from, int rows)> row_move;
    int page_rows = 20;

private:
    void move_to(TextPosition target, bool extend);
    void move_rows(int rows, bool extend);
    TextPosition moved(Command command) const;
    TextPosition left_of(TextPosition at) const;
    TextPosition right_of(TextPosition at) const;
    TextPosition word_left_of(TextPosition at) const;
    TextPosition word_right_of(TextPosition at) const;
    TextPosition smart_home(TextPosition at) const;
    TextPosition edit(TextPosition begin, TextPosition end,
                      std::string_view text);  // leaves caret and group to the caller
    void select_after_edit(TextPosition anchor, TextPosition caret);
    void restore(const std::optional<TextSelection>& selection);
    void erase_to(TextPosition target);
    void newline_indented();
    void dedent_typed_line();
    PythonColours& code();

    // --- Over whole lines (line_commands.cpp).
    struct Lines {
        LineId first, last;
    };
    Lines selected_lines() const;  // a line only the selection's end stands at the begin of is none of them
    void indent();
    void indent_lines(bool deeper);
    void toggle_comments();
    void move_lines(bool down);
    void duplicate();
    void shift_line(LineId line, std::uint32_t at, std::uint32_t removed, std::string_view added);

    TextBuffer buffer_;
    TextPosition caret_, anchor_;
    double last_typed_ = -1e9;
    PythonColours code_;
    std::optional<BracketMatch> brackets_;
    TextPosition brackets_caret_;  // what they were looked for
    std::uint64_t brackets_revision_ = ~std::uint64_t{0};
};

// Whether a code point belongs to a word: letters of any script, digits, underscore.
bool is_word(char32_t code);

}  // namespace gimbal::console
