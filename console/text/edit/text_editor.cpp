// Each command is one undo group. Typed characters join a group until a pause, a move, a new word or a new line.
#include "text/edit/text_editor.h"

#include <algorithm>

#include "gimbal/console/cells.h"
#include "text/edit/paste.h"
#include "text/edit/python_indent.h"

namespace gimbal::console {
namespace {

constexpr double typing_pause_seconds = 1.0;
constexpr std::int64_t page_lines = 20;

enum class CharacterClass { space, word, other };
CharacterClass class_of(char32_t code) {
    return code == ' ' || code == '\t' ? CharacterClass::space
           : is_word(code)             ? CharacterClass::word
                                       : CharacterClass::other;
}

}  // namespace

bool is_word(char32_t code) {
    return code == '_' || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') ||
           (code >= 'A' && code <= 'Z') ||
           (code >= 0xAA && code != 0xD7 && code != 0xF7 && !(code >= 0x2000 && code < 0x2C00) &&
            !(code >= 0x3000 && code < 0x3005));
}

void TextEditor::place_caret(TextPosition caret, bool extend) {
    buffer_.end_group();
    move_to(buffer_.clamp(caret), extend);
}

void TextEditor::select(TextPosition anchor, TextPosition caret) {
    buffer_.end_group();
    anchor_ = buffer_.clamp(anchor);
    caret_ = buffer_.clamp(caret);
}

void TextEditor::set_text(std::string_view text) {
    buffer_.set_text(text);
    caret_ = anchor_ = buffer_.end();
}

TextPosition TextEditor::edit(TextPosition begin, TextPosition end, std::string_view text) {
    buffer_.set_selection({anchor_, caret_});
    return buffer_.replace(begin, end, text);
}

void TextEditor::select_after_edit(TextPosition anchor, TextPosition caret) {
    anchor_ = anchor;
    caret_ = caret;
    buffer_.set_selection({anchor, caret});
}

void TextEditor::restore(const std::optional<TextSelection>& selection) {
    if (selection) select(selection->anchor, selection->caret);
}

void TextEditor::replace_all(std::string_view text) { replace({0, 0}, buffer_.end(), text); }

void TextEditor::replace_all_again(std::string_view text) {
    buffer_.reopen_group();
    TextPosition end = edit({0, 0}, buffer_.end(), text);
    select_after_edit(end, end);
    buffer_.end_group();
}

void TextEditor::cancel_edit() { restore(buffer_.cancel()); }

void TextEditor::replace(TextPosition begin, TextPosition end, std::string_view text) {
    buffer_.end_group();
    TextPosition after = edit(begin, end, text);
    select_after_edit(after, after);
    buffer_.end_group();
}

void TextEditor::type(char32_t code, double now) {
    std::string_view before = buffer_.line(caret_.line).substr(0, caret_.byte);
    bool new_word = before.ends_with(' ') && code != ' ';
    if (new_word || now - last_typed_ > typing_pause_seconds || has_selection()) buffer_.end_group();
    last_typed_ = now;
    std::string text;
    append_utf8(text, code);
    TextPosition after = edit(anchor_, caret_, text);
    select_after_edit(after, after);
    if (code == ':' || code == ')' || code == ']' || code == '}') dedent_typed_line();
}

// Moves an `else:` to the indent of its `if`. Typing and dedent are two undo steps.
void TextEditor::dedent_typed_line() {
    if (!python) return;
    auto wanted = PythonIndent(buffer_, code()).of_typed_line(caret_);
    if (!wanted) return;
    buffer_.end_group();
    shift_line(caret_.line, 0, leading_spaces(buffer_.line(caret_.line)), std::string(*wanted, ' '));
    buffer_.end_group();
}

PythonColours& TextEditor::code() {
    LineId first = buffer_.take_first_changed(TextBuffer::Follower::code);
    if (first != no_line) code_.changed_from(first);
    return code_;
}

const std::optional<BracketMatch>& TextEditor::brackets() {
    if (brackets_revision_ == buffer_.revision() && brackets_caret_ == caret_) return brackets_;
    brackets_revision_ = buffer_.revision();
    brackets_caret_ = caret_;
    brackets_ = python ? Brackets(buffer_, code()).beside(caret_) : std::nullopt;
    return brackets_;
}

std::string TextEditor::mended(std::string_view pasted) {
    if (!python) return mend_text(pasted);
    const TextPosition begin = std::min(anchor_, caret_);
    const std::string_view before = buffer_.line(begin.line).substr(0, begin.byte);
    return mend_pasted(pasted, before, code().begin(buffer_, begin.line));
}

void TextEditor::paste(std::string_view text) { replace(std::min(anchor_, caret_), std::max(anchor_, caret_), text); }

void TextEditor::erase_selection() { paste(""); }

void TextEditor::move_to(TextPosition target, bool extend) {
    caret_ = target;
    if (!extend) anchor_ = target;
}

bool TextEditor::apply(Command command, bool extend) {
    using enum Command;
    buffer_.end_group();
    switch (command) {
        case left: move_to(left_of(caret_), extend); break;
        case right: move_to(right_of(caret_), extend); break;
        case word_left: move_to(word_left_of(caret_), extend); break;
        case word_right: move_to(word_right_of(caret_), extend); break;
        case line_start: move_to(smart_home(caret_), extend); break;
        case line_end: move_to(buffer_.line_end(caret_.line), extend); break;
        case text_start: move_to({0, 0}, extend); break;
        case text_end: move_to(buffer_.end(), extend); break;
        case up: move_by_lines(-1, extend); break;
        case down: move_by_lines(1, extend); break;
        case page_up: move_by_lines(-page_lines, extend); break;
        case page_down: move_by_lines(page_lines, extend); break;
        case erase_left: erase_to(left_of(caret_)); break;
        case erase_right: erase_to(right_of(caret_)); break;
        case erase_word_left: erase_to(word_left_of(caret_)); break;
        case erase_word_right: erase_to(word_right_of(caret_)); break;
        case newline:
        case newline_only: newline_indented(); break;
        case indent: insert_indent(); break;
        case dedent: indent_lines(false); break;
        case toggle_comment: toggle_comments(); break;
        case move_lines_up: move_lines(false); break;
        case move_lines_down: move_lines(true); break;
        case duplicate: duplicate_lines(); break;
        case undo: restore(buffer_.undo()); break;
        case redo: restore(buffer_.redo()); break;
        case select_all: select({0, 0}, buffer_.end()); break;
        default: return false;
    }
    return true;
}

void TextEditor::move_by_lines(std::int64_t lines, bool extend) {
    auto line = static_cast<std::int64_t>(caret_.line) + lines,
         last = static_cast<std::int64_t>(buffer_.line_count()) - 1;
    if (line < 0) return move_to({0, 0}, extend);
    if (line > last) return move_to(buffer_.end(), extend);
    move_to(buffer_.clamp({static_cast<LineId>(line), caret_.byte}), extend);
}

TextPosition TextEditor::left_of(TextPosition at) const {
    if (at.byte > 0) return {at.line, previous_cluster(buffer_.line(at.line), at.byte)};
    return at.line == 0 ? at : buffer_.line_end(at.line - 1);
}

TextPosition TextEditor::right_of(TextPosition at) const {
    std::string_view line = buffer_.line(at.line);
    if (at.byte < line.size()) return {at.line, at.byte + cluster_at(line, at.byte, 0).bytes};
    return at.line + 1 < buffer_.line_count() ? TextPosition{at.line + 1, 0} : at;
}

TextPosition TextEditor::word_left_of(TextPosition at) const {
    if (at.byte == 0) return left_of(at);
    std::string_view line = buffer_.line(at.line);
    std::size_t byte = at.byte;
    auto class_before = [&](std::size_t here) {
        return class_of(decode_utf8(line, previous_cluster(line, here)).value);
    };
    while (byte > 0 && class_before(byte) == CharacterClass::space) byte = previous_cluster(line, byte);
    if (byte > 0)
        for (CharacterClass skipped = class_before(byte); byte > 0 && class_before(byte) == skipped;)
            byte = previous_cluster(line, byte);
    return {at.line, byte};
}

TextPosition TextEditor::word_right_of(TextPosition at) const {
    std::string_view line = buffer_.line(at.line);
    if (at.byte >= line.size()) return right_of(at);
    std::size_t byte = at.byte;
    auto skip = [&](CharacterClass skipped) {
        while (byte < line.size() && class_of(decode_utf8(line, byte).value) == skipped)
            byte += cluster_at(line, byte, 0).bytes;
    };
    CharacterClass first = class_of(decode_utf8(line, byte).value);
    if (first != CharacterClass::space) skip(first);
    skip(CharacterClass::space);
    return {at.line, byte};
}

TextPosition TextEditor::smart_home(TextPosition at) const {
    std::size_t indent = leading_spaces(buffer_.line(at.line));
    return {at.line, at.byte == indent ? 0 : indent};
}

void TextEditor::erase_to(TextPosition target) {
    if (has_selection()) return erase_selection();
    std::string_view line = buffer_.line(caret_.line);
    bool in_indent = target.line == caret_.line && target.byte + 1 == caret_.byte &&
                     caret_.byte <= leading_spaces(line);
    if (in_indent && line.substr(0, caret_.byte).find('\t') == std::string_view::npos)
        target = {target.line, (caret_.byte - 1) / indent_width * indent_width};  // one indent level
    replace(std::min(target, caret_), std::max(target, caret_), "");
}

void TextEditor::newline_indented() {
    TextPosition begin = std::min(anchor_, caret_);
    std::string_view line = buffer_.line(begin.line).substr(0, begin.byte);
    if (!python) return paste("\n");
    std::size_t wanted = PythonIndent(buffer_, code()).of_new_line(begin), own = leading_spaces(line);
    std::string indent(wanted == own ? line.substr(0, own) : std::string_view());  // keeps tabs
    indent.resize(wanted, ' ');
    paste("\n" + indent);
}

}  // namespace gimbal::console
