// Each command is one undo group; only typing joins groups, until a pause, a move or a new line.
#include "console/panel/text/text_editor.h"

#include <algorithm>

#include "console/panel/text/cells.h"

namespace gimbal::console {
namespace {

constexpr double typing_pause_seconds = 1.0;
constexpr std::uint32_t indent_width = 4;

std::uint32_t leading_spaces(std::string_view line) {
    std::size_t first = line.find_first_not_of(" \t");
    return static_cast<std::uint32_t>(first == std::string_view::npos ? line.size() : first);
}

enum class Kind { space, word, other };
Kind kind_of(char32_t code) {
    return code == ' ' || code == '\t' ? Kind::space : is_word(code) ? Kind::word : Kind::other;
}

// Whether a line, its comment aside, ends with a colon and so opens a block.
bool opens_block(std::string_view line) {
    char quote = 0, last = 0;
    for (std::size_t i = 0; i < line.size(); ++i) {
        char c = line[i];
        if (quote != 0) {
            if (c == '\\') ++i;
            else if (c == quote) quote = 0;
        } else if (c == '#') {
            break;
        } else if (c == '"' || c == '\'') {
            quote = c;
        }
        if (c != ' ' && c != '\t') last = c;
    }
    return last == ':' && quote == 0;
}

bool leaves_block(std::string_view line) {
    std::string_view word = line.substr(leading_spaces(line));
    word = word.substr(0, word.find_first_not_of("abcdefghijklmnopqrstuvwxyz"));
    return word == "return" || word == "pass" || word == "break" || word == "continue" || word == "raise";
}

}  // namespace

bool is_word(char32_t code) {
    return code == '_' || (code >= '0' && code <= '9') || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
           (code >= 0xAA && code != 0xD7 && code != 0xF7 && !(code >= 0x2000 && code < 0x2C00) && !(code >= 0x3000 && code < 0x3005));
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

void TextEditor::replace_all(std::string_view text) {
    replace({0, 0}, buffer_.end(), text);
}

void TextEditor::replace(TextPosition begin, TextPosition end, std::string_view text) {
    buffer_.end_group();
    caret_ = anchor_ = buffer_.replace(begin, end, text);
    buffer_.end_group();
}

void TextEditor::type(char32_t code, double now) {
    if (now - last_typed_ > typing_pause_seconds || has_selection()) buffer_.end_group();
    last_typed_ = now;
    std::string text;
    append_utf8(text, code);
    caret_ = anchor_ = buffer_.replace(anchor_, caret_, text);
}

void TextEditor::paste(std::string_view text) {
    replace(std::min(anchor_, caret_), std::max(anchor_, caret_), text);
}

void TextEditor::erase_selection() {
    paste("");
}

void TextEditor::move_to(TextPosition target, bool extend) {
    caret_ = target;
    if (!extend) anchor_ = target;
}

bool TextEditor::apply(Command command, bool extend) {
    switch (command) {
        case Command::left: case Command::right: case Command::word_left: case Command::word_right: case Command::line_start:
        case Command::line_end: case Command::text_start: case Command::text_end:
            buffer_.end_group();
            move_to(moved(command), extend);
            return true;
        case Command::up: move_rows(-1, extend); return true;
        case Command::down: move_rows(1, extend); return true;
        case Command::page_up: move_rows(-page_rows, extend); return true;
        case Command::page_down: move_rows(page_rows, extend); return true;
        case Command::erase_left: erase_to(left_of(caret_)); return true;
        case Command::erase_right: erase_to(right_of(caret_)); return true;
        case Command::erase_word_left: erase_to(word_left_of(caret_)); return true;
        case Command::erase_word_right: erase_to(word_right_of(caret_)); return true;
        case Command::newline: case Command::newline_only: newline_indented(); return true;
        case Command::indent: indent(); return true;
        case Command::dedent: indent_lines(false); return true;
        case Command::undo: if (auto at = buffer_.undo()) caret_ = anchor_ = *at; return true;
        case Command::redo: if (auto at = buffer_.redo()) caret_ = anchor_ = *at; return true;
        case Command::select_all: select({0, 0}, buffer_.end()); return true;
        default: return false;
    }
}

TextPosition TextEditor::moved(Command command) const {
    switch (command) {
        case Command::left: return left_of(caret_);
        case Command::right: return right_of(caret_);
        case Command::word_left: return word_left_of(caret_);
        case Command::word_right: return word_right_of(caret_);
        case Command::line_start: return smart_home(caret_);
        case Command::line_end: return {caret_.line, static_cast<std::uint32_t>(buffer_.line(caret_.line).size())};
        case Command::text_start: return {0, 0};
        default: return buffer_.end();
    }
}

void TextEditor::move_rows(int rows, bool extend) {
    buffer_.end_group();
    if (row_move) return move_to(buffer_.clamp(row_move(caret_, rows)), extend);
    auto line = static_cast<std::int64_t>(caret_.line) + rows, last = static_cast<std::int64_t>(buffer_.line_count()) - 1;
    if (line < 0) return move_to({0, 0}, extend);
    if (line > last) return move_to(buffer_.end(), extend);
    move_to(buffer_.clamp({static_cast<LineId>(line), caret_.byte}), extend);
}

TextPosition TextEditor::left_of(TextPosition at) const {
    if (at.byte > 0) return {at.line, static_cast<std::uint32_t>(previous_cluster(buffer_.line(at.line), at.byte))};
    if (at.line == 0) return at;
    return {at.line - 1, static_cast<std::uint32_t>(buffer_.line(at.line - 1).size())};
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
    auto kind_before = [&](std::size_t here) { return kind_of(decode(line, previous_cluster(line, here)).value); };
    while (byte > 0 && kind_before(byte) == Kind::space) byte = previous_cluster(line, byte);
    if (byte > 0)
        for (Kind kind = kind_before(byte); byte > 0 && kind_before(byte) == kind;) byte = previous_cluster(line, byte);
    return {at.line, static_cast<std::uint32_t>(byte)};
}

TextPosition TextEditor::word_right_of(TextPosition at) const {
    std::string_view line = buffer_.line(at.line);
    if (at.byte >= line.size()) return right_of(at);
    std::size_t byte = at.byte;
    auto skip = [&](Kind kind) {
        while (byte < line.size() && kind_of(decode(line, byte).value) == kind) byte += cluster_at(line, byte, 0).bytes;
    };
    Kind first = kind_of(decode(line, byte).value);
    if (first != Kind::space) skip(first);
    skip(Kind::space);
    return {at.line, static_cast<std::uint32_t>(byte)};
}

TextPosition TextEditor::smart_home(TextPosition at) const {
    std::uint32_t indent = leading_spaces(buffer_.line(at.line));
    return {at.line, at.byte == indent ? 0 : indent};
}

void TextEditor::erase_to(TextPosition target) {
    if (has_selection()) return erase_selection();
    std::string_view line = buffer_.line(caret_.line);
    bool in_indent = target.line == caret_.line && target.byte + 1 == caret_.byte && caret_.byte <= leading_spaces(line);
    if (in_indent && line.substr(0, caret_.byte).find('\t') == std::string_view::npos)
        target.byte = (caret_.byte - 1) / indent_width * indent_width;   // one stop of the indentation
    replace(std::min(target, caret_), std::max(target, caret_), "");
}

void TextEditor::newline_indented() {
    TextPosition begin = std::min(anchor_, caret_);
    std::string_view line = buffer_.line(begin.line).substr(0, begin.byte);
    std::string indent(line.substr(0, leading_spaces(line)));
    if (opens_block(line)) indent.append(indent_width, ' ');
    else if (leaves_block(line)) indent.resize(indent.size() - std::min<std::size_t>(indent_width, indent.size()));
    paste("\n" + indent);
}

void TextEditor::indent() {
    if (anchor_.line != caret_.line) return indent_lines(true);
    TextPosition begin = std::min(anchor_, caret_);
    auto column = static_cast<std::uint32_t>(cell_count(buffer_.line(begin.line).substr(0, begin.byte)));
    paste(std::string(indent_width - column % indent_width, ' '));
}

// Shifts every line the selection touches; a line only its end stands at the begin of stays.
void TextEditor::indent_lines(bool deeper) {
    TextPosition begin = std::min(anchor_, caret_), end = std::max(anchor_, caret_);
    LineId last = end.line > begin.line && end.byte == 0 ? end.line - 1 : end.line;
    buffer_.end_group();
    for (LineId id = begin.line; id <= last; ++id) {
        std::string_view line = buffer_.line(id);
        std::uint32_t removed = 0, added = deeper && !line.empty() ? indent_width : 0;
        auto spaces = static_cast<std::uint32_t>(std::min(line.find_first_not_of(' '), line.size()));
        if (!deeper) removed = line.starts_with('\t') ? 1 : std::min(indent_width, spaces);
        if (added == removed) continue;
        buffer_.replace({id, 0}, {id, removed}, std::string(added, ' '));
        for (TextPosition* end_point : {&anchor_, &caret_})
            if (end_point->line == id) end_point->byte = added + (end_point->byte - std::min(end_point->byte, removed));
    }
    buffer_.end_group();
}

}  // namespace gimbal::console
