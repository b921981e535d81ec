// First cleans up the characters in one pass, then removes prompts line by line.
#include "text/edit/paste.h"

#include <algorithm>

#include "gimbal/console/base/utf8.h"
#include "text/edit/python_indent.h"

namespace gimbal::console {
namespace {

constexpr char32_t no_break_space = 0xA0, narrow_no_break_space = 0x202F, line_separator = 0x2028,
                   zero_width_space = 0x200B, byte_order_mark = 0xFEFF;

std::string mend_characters(std::string_view text) {
    std::string mended;
    mended.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::size_t run = at;  // most text needs no change
        while (run < text.size() && (text[run] == '\n' || (text[run] >= ' ' && text[run] < 0x7F))) ++run;
        mended += text.substr(at, run - at);
        if ((at = run) == text.size()) break;
        auto [code, bytes] = decode_utf8(text, at);
        if (code == '\r') {
            mended += '\n';
            if (at + 1 < text.size() && text[at + 1] == '\n') ++at;
        } else if (code == line_separator) {
            mended += '\n';
        } else if (code == no_break_space || code == narrow_no_break_space) {
            mended += ' ';
        } else if (code == '\n' || code == '\t' ||
                   (code >= 0x20 && code != 0x7F && code != byte_order_mark && code != zero_width_space)) {
            append_utf8(mended, code);
        }
        at += bytes;
    }
    return mended;
}

struct Prompt {
    enum class Type { none, primary, continuation } type = Type::none;
    std::size_t size = 0;  // with the blanks before it and one blank after it
};

// The size of "In [12]:", else 0.
std::size_t ipython_prompt(std::string_view line) {
    if (!line.starts_with("In [")) return 0;
    std::size_t close = line.find_first_not_of("0123456789", 4);
    return close != 4 && close != std::string_view::npos && line.substr(close).starts_with("]:") ? close + 2 : 0;
}

Prompt prompt_of(std::string_view line) {
    std::size_t blanks = std::min(line.find_first_not_of(' '), line.size());
    line.remove_prefix(blanks);
    Prompt prompt;
    if (line.starts_with(">>>")) prompt = {Prompt::Type::primary, 3};
    else if (line.starts_with("...:")) prompt = {Prompt::Type::continuation, 4};  // of IPython
    else if (line.starts_with("...")) prompt = {Prompt::Type::continuation, 3};
    else if (std::size_t size = ipython_prompt(line); size > 0) prompt = {Prompt::Type::primary, size};
    if (prompt.type == Prompt::Type::none) return {};
    if (line.size() > prompt.size && line[prompt.size] != ' ') return {};
    prompt.size = std::min(prompt.size + 1, line.size()) + blanks;
    return prompt;
}

bool is_session(std::string_view text) {
    std::string_view line = text.substr(std::min(text.find_first_not_of(" \n"), text.size()));
    line = line.substr(0, line.find('\n'));
    Prompt prompt = prompt_of(line);
    if (prompt.type == Prompt::Type::continuation) return prompt.size < line.size();  // "..." alone is the Ellipsis
    return prompt.type == Prompt::Type::primary;
}

// A continuation prompt follows an input line. After output it is output too, as in a table that omits rows.
std::string without_prompts(std::string_view text) {
    std::string kept;
    bool typed_before = true;
    for (std::string_view line : lines_of(text)) {
        Prompt prompt = prompt_of(line);
        typed_before = prompt.type == Prompt::Type::primary ||
                       (prompt.type == Prompt::Type::continuation && typed_before);
        if (typed_before) kept.append(line.substr(prompt.size)) += '\n';
    }
    if (!kept.empty()) kept.pop_back();
    return kept;
}

// Only tabs in the indentation: a tab further on may be data in a string, and does no harm elsewhere.
std::string without_tabs(std::string_view text) {
    if (text.find('\t') == std::string_view::npos) return std::string(text);
    std::string mended;
    std::size_t column = 0;
    bool leading = true;
    for (char c : text) {
        if (c == '\t' && leading) {
            std::size_t width = indent_width - column % indent_width;
            mended.append(width, ' ');
            column += width;
            continue;
        }
        leading = c == '\n' || (leading && c == ' ');
        column = c == '\n' ? 0 : column + 1;
        mended += c;
    }
    return mended;
}

}  // namespace

std::string mend_pasted(std::string_view text) {
    std::string mended = mend_characters(text);
    return without_tabs(is_session(mended) ? without_prompts(mended) : mended);
}

std::string without_common_indent(std::string_view text) {
    std::size_t common = std::string_view::npos;
    for (std::string_view line : lines_of(text))
        common = std::min(common, line.find_first_not_of(' '));  // npos for a blank line
    if (common == 0 || common == std::string_view::npos) return std::string(text);
    std::string kept;
    for (std::string_view line : lines_of(text)) kept.append(line.substr(std::min(common, line.size()))) += '\n';
    kept.pop_back();
    return kept;
}

}  // namespace gimbal::console
