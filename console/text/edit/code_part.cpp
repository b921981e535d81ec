// Lines inside a triple-quoted string are data. They are not shifted and do not end a block.
#include "text/edit/code_part.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "text/edit/python_indent.h"

namespace gimbal::console {
namespace {

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r\f") == std::string_view::npos; }

bool has_code(std::string_view line) { return !is_blank(line) && line[line.find_first_not_of(" \t\r\f")] != '#'; }

// Tracks the strings, brackets and backslashes that are open at the end of the lines read so far.
class OpenCode {
public:
    void read(std::string_view line) {
        runs_.clear();
        string_ = highlight_python(line, std::move(string_), runs_);
        bool code_at_end = false;
        for (std::size_t i = 0; i < runs_.size(); ++i) {
            const std::size_t begin = runs_[i].begin, end = i + 1 < runs_.size() ? runs_[i + 1].begin : line.size();
            code_at_end = runs_[i].colour != ink::string && runs_[i].colour != ink::comment;
            if (code_at_end) count(line.substr(begin, end - begin));
        }
        backslash_ = code_at_end && line.ends_with('\\');
    }
    bool in_string() const { return string_.is_open(); }
    bool any() const { return in_string() || depth_ > 0 || backslash_; }

private:
    void count(std::string_view code) {
        for (const char c : code) {
            if (is_opening(c)) ++depth_;
            if (is_closing(c)) depth_ = std::max(0, depth_ - 1);
        }
    }
    PythonString string_;
    int depth_ = 0;
    bool backslash_ = false;
    std::vector<StyleRun> runs_;
};

// Removes the indentation of the first line that is not blank from all lines.
std::string at_margin(std::string_view text) {
    std::string moved;
    OpenCode open;
    std::string_view margin;
    bool found = false;
    for (std::string_view line : lines_of(text)) {
        if (!found && !is_blank(line)) {
            margin = line.substr(0, leading_spaces(line));
            found = true;
        }
        const bool is_data = open.in_string();
        open.read(line);
        if (!is_data) line.remove_prefix(line.starts_with(margin) ? margin.size() : is_blank(line) ? line.size() : 0);
        moved.append(line) += '\n';
    }
    moved.pop_back();
    return moved;
}

// Leaves out blank lines at both ends.
CodePart part_of_lines(const TextBuffer& buffer, LineSpan lines) {
    while (lines.first < lines.last && is_blank(buffer.line(lines.last))) --lines.last;
    while (lines.first < lines.last && is_blank(buffer.line(lines.first))) ++lines.first;
    CodePart part{lines, {}, lines.first};
    if (!is_blank(buffer.line(lines.first)))
        part.source = at_margin(buffer.text({lines.first, 0}, buffer.line_end(lines.last)));
    return part;
}

// Whether a line with the indentation of a compound statement continues it.
bool continues_statement(std::string_view line) {
    constexpr std::string_view words[] = {"else", "elif", "except", "finally"};
    return std::ranges::find(words, first_word(line)) != std::end(words);
}

LineId end_of_statement(const TextBuffer& buffer, LineId line) {
    const std::size_t indent = leading_spaces(buffer.line(line));
    bool decorator = buffer.line(line).substr(indent).starts_with('@');
    OpenCode open;
    open.read(buffer.line(line));
    LineId last = line;
    for (LineId next = line + 1; next < buffer.line_count(); ++next) {
        const std::string_view text = buffer.line(next);
        if (!open.any() && has_code(text)) {
            const bool inner = leading_spaces(text) > indent, same = leading_spaces(text) == indent;
            if (!inner && !(same && (decorator || continues_statement(text)))) break;
            if (same) decorator = text.substr(indent).starts_with('@');
        }
        if (open.any() || has_code(text)) last = next;
        open.read(text);
    }
    return last;
}

LineId line_with_text_after(const TextBuffer& buffer, LineId line) {
    for (LineId next = line + 1; next < buffer.line_count(); ++next)
        if (!is_blank(buffer.line(next))) return next;
    return buffer.line_count() - 1;
}

}  // namespace

CodePart cell_part(const TextBuffer& buffer, LineSpan cell) {
    CodePart part = part_of_lines(buffer, cell);
    if (cell.last + 1 < buffer.line_count()) part.next = cell.last + 1;
    return part;
}

CodePart selected_part(const TextBuffer& buffer, TextPosition begin, TextPosition end) {
    if (end < begin) std::swap(begin, end);
    if (end.byte == 0 && end.line > begin.line)
        end = buffer.line_end(end.line - 1);  // the selection ends at the first column of that line
    if (begin.byte <= leading_spaces(buffer.line(begin.line)) && end == buffer.line_end(end.line))
        return part_of_lines(buffer, {begin.line, end.line});
    if (begin.byte <= leading_spaces(buffer.line(begin.line)) && end.line > begin.line) begin.byte = 0;
    CodePart part{{begin.line, end.line}, at_margin(buffer.text(begin, end)), begin.line};
    if (is_blank(part.source)) part.source.clear();
    return part;
}

CodePart statement_part(const TextBuffer& buffer, LineId line) {
    CodePart part{{line, line}, {}, line};
    if (has_code(buffer.line(line))) part = part_of_lines(buffer, {line, end_of_statement(buffer, line)});
    part.next = line_with_text_after(buffer, part.lines.last);
    return part;
}

std::string text_around(const TextBuffer& buffer, const CodePart& part) {
    std::string text = buffer.text({0, 0}, {part.lines.first, 0}) + part.source;
    if (part.lines.last + 1 < buffer.line_count()) text += "\n" + buffer.text({part.lines.last + 1, 0}, buffer.end());
    return text;
}

}  // namespace gimbal::console
