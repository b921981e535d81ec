// Editor commands on whole lines: indent, comment, move, duplicate.
#include <algorithm>

#include "gimbal/console/cells.h"
#include "text/edit/python_indent.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {

LineSpan TextEditor::selected_lines() const {
    TextPosition begin = std::min(anchor_, caret_), end = std::max(anchor_, caret_);
    return {begin.line, end.line > begin.line && end.byte == 0 ? end.line - 1 : end.line};
}

// Replaces a part of one line. Caret and anchor stay on the same characters.
void TextEditor::shift_line(LineId line, std::size_t at, std::size_t removed, std::string_view added) {
    TextPosition anchor = anchor_, caret = caret_;
    edit({line, at}, {line, at + removed}, added);
    for (TextPosition* end : {&anchor, &caret})
        if (end->line == line && end->byte >= at)
            *end = {line, at + added.size() + (end->byte - at - std::min(end->byte - at, removed))};
    select_after_edit(anchor, caret);
}

void TextEditor::insert_indent() {
    if (anchor_.line != caret_.line) return indent_lines(true);
    TextPosition begin = std::min(anchor_, caret_);
    const std::size_t column = cell_count(buffer_.line(begin.line).substr(0, begin.byte));
    paste(std::string(indent_width - column % indent_width, ' '));
}

void TextEditor::indent_lines(bool deeper) {
    const LineSpan lines = selected_lines();
    buffer_.end_group();
    for (LineId id = lines.first; id <= lines.last; ++id) {
        std::string_view line = buffer_.line(id);
        const std::size_t spaces = std::min(line.find_first_not_of(' '), line.size());
        std::size_t removed = deeper ? 0 : line.starts_with('\t') ? 1 : std::min(indent_width, spaces);
        if (deeper ? !line.empty() : removed > 0)
            shift_line(id, 0, removed, std::string(deeper ? indent_width : 0, ' '));
    }
    buffer_.end_group();
}

// Puts all comment marks in one column and skips blank lines; if all lines are blank, the first gets a mark.
void TextEditor::toggle_comments() {
    if (!python) return;
    const LineSpan lines = selected_lines();
    std::size_t column = std::string::npos;
    bool commented = true;
    for (LineId id = lines.first; id <= lines.last; ++id) {
        std::string_view line = buffer_.line(id);
        std::size_t indent = leading_spaces(line);
        if (indent == line.size()) continue;
        column = std::min(column, indent);
        commented &= line[indent] == '#';
    }
    buffer_.end_group();
    if (column == std::string::npos) shift_line(lines.first, leading_spaces(buffer_.line(lines.first)), 0, "# ");
    else
        for (LineId id = lines.first; id <= lines.last; ++id) {
            std::string_view line = buffer_.line(id);
            std::size_t indent = leading_spaces(line);
            if (indent == line.size()) continue;
            if (!commented) shift_line(id, column, 0, "# ");
            else shift_line(id, indent, line.substr(indent).starts_with("# ") ? 2 : 1, "");
        }
    buffer_.end_group();
}

void TextEditor::move_lines(bool down) {
    const LineSpan lines = selected_lines();
    if (down ? lines.last + 1 >= buffer_.line_count() : lines.first == 0) return;
    LineId first = down ? lines.first : lines.first - 1, last = down ? lines.last + 1 : lines.last;
    auto text_of = [&](LineId from, LineId to) { return buffer_.text({from, 0}, buffer_.line_end(to)); };
    std::string moved = text_of(lines.first, lines.last), other = text_of(down ? last : first, down ? last : first);
    TextPosition anchor = anchor_, caret = caret_;
    buffer_.end_group();
    edit({first, 0}, buffer_.line_end(last), down ? other + "\n" + moved : moved + "\n" + other);
    for (TextPosition* end : {&anchor, &caret}) end->line += down ? 1 : ~LineId{0};
    select_after_edit(buffer_.clamp(anchor), buffer_.clamp(caret));
    buffer_.end_group();
}

// Afterwards the selection or the caret is in the copy.
void TextEditor::duplicate_lines() {
    if (buffer_.empty()) return;
    buffer_.end_group();
    if (has_selection()) {
        TextPosition end = std::max(anchor_, caret_);
        bool forward = anchor_ < caret_;
        TextPosition after = edit(end, end, selected_text());
        select_after_edit(forward ? end : after, forward ? after : end);
    } else {
        TextPosition caret = caret_, begin{caret.line, 0};
        edit(begin, begin, std::string(buffer_.line(caret.line)) + "\n");
        caret.line += 1;
        select_after_edit(caret, caret);
    }
    buffer_.end_group();
}

}  // namespace gimbal::console
