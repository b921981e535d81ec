// Removes prompts line by line, then cleans up the characters of the code.
#include "text/edit/paste.h"

#include <utf8proc.h>

#include <algorithm>

#include "gimbal/console/base/utf8.h"
#include "text/edit/python_indent.h"
#include "text/edit/source_pieces.h"

namespace gimbal::console {
namespace {

constexpr std::string_view no_break_space = "\xC2\xA0";

// Copies text. In code, replaces characters that Python does not accept and removes invisible ones.
class Mender {
public:
    explicit Mender(std::string_view before)
        : column_(before.size()),
          leading_(before.find_first_not_of(' ') == std::string_view::npos) {}

    void copy(std::string_view text) {
        mended_ += text;
        leading_ = false;
    }

    void copy_code(std::string_view code) {
        for (std::size_t at = 0; at < code.size();) {
            std::size_t run = at;  // most code needs no change
            while (run < code.size() && code[run] > ' ' && code[run] < 0x7F) ++run;
            if (run > at) copy(code.substr(at, run - at));
            if ((at = run) == code.size()) return;
            const auto [character, bytes] = decode_utf8(code, at);
            take(character);
            at += bytes;
        }
    }

    std::string take_result() { return std::move(mended_); }

private:
    void take(char32_t c) {
        switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
            case UTF8PROC_CATEGORY_ZS: return blank(' ');
            case UTF8PROC_CATEGORY_ZL:
            case UTF8PROC_CATEGORY_ZP: return newline();
            case UTF8PROC_CATEGORY_CC: return control(c);
            case UTF8PROC_CATEGORY_CF: return;  // byte order marks, joiners, marks of direction
            default: break;
        }
        append_utf8(mended_, c);
        leading_ = false;
    }
    void control(char32_t c) {
        if (c == '\n') newline();
        if (c == '\t') tab();
    }
    void newline() {
        mended_ += '\n';
        column_ = 0;
        leading_ = true;
    }
    void blank(char c) {
        mended_ += c;
        ++column_;
    }
    // Only tabs in the indentation: a tab further on does no harm.
    void tab() {
        if (!leading_) return blank('\t');
        const std::size_t width = indent_width - column_ % indent_width;
        mended_.append(width, ' ');
        column_ += width;
    }

    std::string mended_;
    std::size_t column_;  // in the indentation
    bool leading_;
};

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
    line.remove_prefix(prompt.size);
    const std::size_t blank = line.starts_with(no_break_space) ? no_break_space.size() : line.starts_with(' ');
    if (!line.empty() && blank == 0) return {};
    prompt.size += blank + blanks;
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

std::string mend_code(std::string_view text, std::string_view before, const PythonString& open) {
    const std::string whole = std::string(before) + std::string(text);
    Mender mender(before);
    for (const SourcePiece& piece : source_pieces(whole, open)) {
        if (piece.end <= before.size()) continue;
        const std::size_t begin = std::max(piece.begin, before.size());
        const auto part = std::string_view(whole).substr(begin, piece.end - begin);
        piece.kind == SourcePiece::Kind::code ? mender.copy_code(part) : mender.copy(part);
    }
    return mender.take_result();
}

}  // namespace

std::string mend_text(std::string_view text) {
    std::string mended;
    mended.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        std::size_t run = at;
        while (run < text.size() && static_cast<unsigned char>(text[run]) < 0x80 && text[run] != '\r') ++run;
        mended += text.substr(at, run - at);
        if ((at = run) == text.size()) break;
        const auto [code, bytes] = decode_utf8(text, at);
        if (code != '\r') append_utf8(mended, code);
        else if (at + 1 == text.size() || text[at + 1] != '\n') mended += '\n';
        at += bytes;
    }
    return mended;
}

std::string mend_pasted(std::string_view text, std::string_view before, const PythonString& open) {
    const std::string mended = mend_text(text);
    // Whether a letter at the place of the paste would belong to a literal.
    const bool in_literal = source_pieces(std::string(before) + "x", open).back().kind == SourcePiece::Kind::literal;
    return mend_code(!in_literal && is_session(mended) ? without_prompts(mended) : mended, before, open);
}

std::string without_common_indent(std::string_view text) {
    const std::vector<SourceLine> lines = source_lines(text);
    const auto indent_of = [&](const SourceLine& line) {
        return std::min(text.find_first_not_of(' ', line.begin), text.size()) - line.begin;
    };
    std::size_t common = std::string_view::npos;
    for (const SourceLine& line : lines)
        if (line.has_indentation) common = std::min(common, indent_of(line));
    if (common == 0 || common == std::string_view::npos) return std::string(text);
    std::string kept;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::size_t end = i + 1 < lines.size() ? lines[i + 1].begin : text.size();
        const std::size_t begin = lines[i].begin + (lines[i].in_literal ? 0 : std::min(common, indent_of(lines[i])));
        kept += text.substr(begin, end - begin);
    }
    return kept;
}

}  // namespace gimbal::console
