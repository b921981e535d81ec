// Caret and selection on a text buffer, and the commands that move and change them.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "console/panel/text/key_map.h"
#include "console/panel/text/text_buffer.h"

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
    void set_text(std::string_view text);                    // caret at the end; forgets undo
    void replace_all(std::string_view text);                 // the same as one undoable edit
    void replace(TextPosition begin, TextPosition end, std::string_view text);

    void type(char32_t code, double now);                    // typed without a pause of a second is one undo group
    void paste(std::string_view text);                       // mended already
    bool apply(Command command, bool extend);                // false: not a command of an editor
    void erase_selection();

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
    void erase_to(TextPosition target);
    void newline_indented();
    void indent();
    void indent_lines(bool deeper);

    TextBuffer buffer_;
    TextPosition caret_, anchor_;
    double last_typed_ = -1e9;
};

// Whether a code point belongs to a word: letters of any script, digits, underscore.
bool is_word(char32_t code);

}  // namespace gimbal::console
