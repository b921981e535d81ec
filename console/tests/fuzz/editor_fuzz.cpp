// Runs any editing commands in any order on an editor and on a plain string. The texts must be equal, and undo and redo
// must return to earlier texts. Each byte of an input is a command or its argument.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/cells.h"
#include "text/edit/paste.h"
#include "text/edit/text_editor.h"

using namespace gimbal::console;

namespace {

constexpr std::size_t longest_text = 1 << 15;  // pastes double the text, so none is made beyond this length

void must(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

struct Input {
    const std::uint8_t* at;
    const std::uint8_t* end;
    bool empty() const { return at == end; }
    std::uint8_t byte() { return at == end ? 0 : *at++; }
    std::string bytes(std::size_t most) {
        std::size_t count = std::min<std::size_t>(byte() % (most + 1), static_cast<std::size_t>(end - at));
        std::string taken(reinterpret_cast<const char*>(at), count);
        at += count;
        return taken;
    }
};

// The text that is typed and pasted: code, for indents and brackets, and characters of every width and length.
const char32_t characters[] = {U'a',  U'x',      U' ',      U'(',      U')',          U'[',     U']',
                               U'{',  U'}',      U':',      U'#',      U'\'',         U'"',     U'\\',
                               U'\t', U'\u00E9', U'\u0301', U'\u65E5', U'\U0001F600', U'\u200D'};
const char* const pieces[] = {"if x:",
                              "else:",
                              "\nelif y:",
                              "for i in (\n",
                              "    ",
                              "\n",
                              "\n\n",
                              "'''",
                              "return",
                              "match x:\n    case 1:\n",
                              "# c\n",
                              ">>> a\n... b\n",
                              "try:\n    pass\nexcept:",
                              "\t"};

struct Selected {
    std::size_t anchor = 0, caret = 0;
    bool operator==(const Selected&) const = default;
};
struct Step {
    std::string before, after;
    Selected selected_before, selected_after;
    bool joins = false;
};

class Model {
public:
    explicit Model(Input input) : input_(input) {}

    void run() {
        while (!input_.empty()) step();
        const std::string last = text_;
        while (editor_.buffer().can_undo()) undo();
        must(text_.empty() && done_.empty(), "undoing everything gives the empty text");
        while (editor_.buffer().can_redo()) redo();
        must(text_ == last || undone_.empty(), "redoing everything gives the last text");
    }

private:
    std::size_t offset(TextPosition at) const {
        must(at.line < editor_.buffer().line_count() && at.byte <= editor_.buffer().line(at.line).size(),
             "a position is in the text");
        std::size_t begin = 0;
        for (LineId line = 0; line < at.line; ++line) begin = text_.find('\n', begin) + 1;
        return begin + at.byte;
    }
    Selected selected() const { return {offset(editor_.anchor()), offset(editor_.caret())}; }

    // The model adopts the editor's text only after a command whose result is checked otherwise.
    std::string taken() const { return editor_.buffer().text(); }

    void look() {
        must(taken() == text_, "the editor's text equals the plain string");
        must(editor_.buffer().line_count() ==
                 static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n')) + 1,
             "newlines separate the lines");
        for (std::size_t at : {selected().anchor, selected().caret})
            must(at == text_.size() || (static_cast<unsigned char>(text_[at]) & 0xC0) != 0x80,
                 "the caret is between two characters");
        if (const auto& match = editor_.brackets()) {
            const std::string_view pairs = "()[]{}";
            const std::size_t one = pairs.find(text_[offset(match->bracket)]);
            must(one != std::string_view::npos, "only brackets are marked");
            if (match->partner)
                must(pairs[one ^ 1] == text_[offset(*match->partner)], "a bracket and its partner are a pair");
        }
    }

    void record(std::string after, Selected before, bool joins = false) {
        done_.push_back({text_, after, before, {}, joins});
        undone_.clear();
        text_ = std::move(after);
        done_.back().selected_after = selected();
    }

    std::pair<std::size_t, std::size_t> range() const { return std::minmax(selected().anchor, selected().caret); }
    static std::string replaced(const std::string& text, std::size_t begin, std::size_t end, std::string_view by) {
        return text.substr(0, begin) + std::string(by) + text.substr(end);
    }

    void step() {
        const std::uint8_t command = input_.byte() % 24;
        const bool typed = command < 4;
        switch (command) {
            case 0:
            case 1:
            case 2:
            case 3: type(); break;
            case 4: paste(pieces[input_.byte() % std::size(pieces)]); break;
            case 5: paste(input_.bytes(40)); break;
            case 6:
            case 7: move(); break;
            case 8: erase(Command::erase_left); break;
            case 9: erase(Command::erase_right); break;
            case 10: erase(input_.byte() % 2 ? Command::erase_word_left : Command::erase_word_right); break;
            case 11: newline(); break;
            case 12: indent(); break;
            case 13: lines(Command::dedent); break;
            case 14: lines(Command::toggle_comment); break;
            case 15: move_lines(false); break;
            case 16: move_lines(true); break;
            case 17: duplicate(); break;
            case 18:
            case 19: undo(); break;
            case 20:
            case 21: redo(); break;
            case 22: browse(); break;
            default: select_any(); break;
        }
        typed_before_ = typed;
        look();
    }

    void type() {
        const char32_t code = characters[input_.byte() % std::size(characters)];
        now_ += input_.byte() / 64.0;
        const Selected before = selected();
        const auto [begin, end] = range();
        std::string utf8;
        append_utf8(utf8, code);
        const std::string plain = replaced(text_, begin, end, utf8);
        editor_.type(code, now_);
        const std::string now = taken();
        if (now == plain) return record(plain, before, typed_before_ && begin == end);
        // A dedent followed: it is an undo step separate from the character.
        must(code == U':' || code == U')' || code == U']' || code == U'}',
             "only a colon or a closing bracket changes the indent of its line");
        const std::size_t line = begin == 0 ? 0 : plain.rfind('\n', begin - 1) + 1,
                          first = std::min(plain.find_first_not_of(" \t", line), plain.size());
        const std::size_t less = plain.size() - now.size();
        must(now.size() < plain.size() && less <= first - line &&
                 replaced(plain, line, first, std::string(first - line - less, ' ')) == now,
             "nothing but the indent of the line changes");
        done_.push_back(
            {text_, plain, before, {begin + utf8.size(), begin + utf8.size()}, typed_before_ && begin == end});
        text_ = plain;
        const Selected between = done_.back().selected_after;
        done_.push_back({plain, now, between, {}, false});
        undone_.clear();
        text_ = now;
        done_.back().selected_after = selected();
        must(selected().caret == between.caret - less, "the caret stays after the typed character");
    }

    void paste(const std::string& raw) {
        if (text_.size() > longest_text) return;
        const std::string mended = mend_pasted(raw);
        must(mended.find('\r') == std::string::npos, "pasted text has one kind of line ends");
        must(mend_pasted(without_common_indent(mended)).size() <= mended.size() ||
                 mended.find('\t') != std::string::npos,
             "mended text needs no further mending");
        const auto [begin, end] = range();
        const Selected before = selected();
        editor_.paste(mended);
        if (begin == end && mended.empty()) return;
        record(replaced(text_, begin, end, mended), before);
        must(selected() == Selected{begin + mended.size(), begin + mended.size()},
             "the caret is after the pasted text");
    }

    void move() {
        constexpr Command moves[] = {Command::left,       Command::right,      Command::up,         Command::down,
                                     Command::word_left,  Command::word_right, Command::line_start, Command::line_end,
                                     Command::text_start, Command::text_end,   Command::page_up,    Command::page_down,
                                     Command::select_all};
        const std::uint8_t how = input_.byte();
        editor_.apply(moves[how % std::size(moves)], how >= 128);
    }

    void select_any() {
        auto any = [&] { return TextPosition{input_.byte() % (editor_.buffer().line_count() + 1), input_.byte()}; };
        const TextPosition anchor = any();
        editor_.select(anchor, any());
    }

    void erase(Command command) {
        const bool left = command == Command::erase_left || command == Command::erase_word_left;
        const auto [begin, end] = range();
        const Selected before = selected();
        editor_.apply(command, false);
        const std::string now = taken();
        std::size_t from = begin, to = end;
        if (begin == end && left) from = begin - std::min(begin, text_.size() - now.size());
        if (begin == end && !left) to = end + std::min(text_.size() - end, text_.size() - now.size());
        if (from == to)
            return must(now == text_ && (left ? begin == 0 : end == text_.size()),
                        "erasing does nothing only at the ends of the text");
        record(replaced(text_, from, to, ""), before);
        must(selected() == Selected{from, from}, "the caret is where the text was erased");
    }

    void newline() {
        const auto [begin, end] = range();
        const Selected before = selected();
        editor_.apply(Command::newline, false);
        const std::string now = taken();
        const std::size_t size = now.size() + (end - begin) - text_.size();
        const std::string added = now.substr(begin, size);
        must(added.front() == '\n' && added.find_first_not_of(" \t", 1) == std::string::npos,
             "a new line is a newline and its indent");
        record(replaced(text_, begin, end, added), before);
        must(selected() == Selected{begin + size, begin + size}, "the caret is after the indent");
    }

    void indent() {
        if (editor_.anchor().line != editor_.caret().line) return lines(Command::indent);
        const auto [begin, end] = range();
        const Selected before = selected();
        editor_.apply(Command::indent, false);
        const std::size_t size = taken().size() + (end - begin) - text_.size();
        must(size >= 1 && size <= 4, "the next tab stop is at most four spaces away");
        record(replaced(text_, begin, end, std::string(size, ' ')), before);
    }

    std::vector<std::string> split() const {
        std::vector<std::string> all{""};
        for (char c : text_)
            if (c == '\n') all.emplace_back();
            else all.back().push_back(c);
        return all;
    }
    static std::string joined(const std::vector<std::string>& all) {
        std::string text = all.front();
        for (std::size_t i = 1; i < all.size(); ++i) text += "\n" + all[i];
        return text;
    }
    std::pair<std::size_t, std::size_t> selected_lines() const {  // first and last line
        const TextPosition begin = std::min(editor_.anchor(), editor_.caret()),
                           end = std::max(editor_.anchor(), editor_.caret());
        return {begin.line, end.byte == 0 && end.line > begin.line ? end.line - 1 : end.line};
    }

    void lines(Command command) {
        const auto [first, last] = selected_lines();
        const Selected before = selected();
        std::vector<std::string> all = split();
        auto indent_of = [](const std::string& line) { return std::min(line.find_first_not_of(" \t"), line.size()); };
        std::size_t column = std::string::npos;
        bool commented = true;
        for (std::size_t i = first; i <= last; ++i) {
            if (indent_of(all[i]) == all[i].size()) continue;
            column = std::min(column, indent_of(all[i]));
            commented = commented && all[i][indent_of(all[i])] == '#';
        }
        for (std::size_t i = first; i <= last; ++i) {
            std::string& line = all[i];
            const std::size_t indent = indent_of(line);
            if (command == Command::indent) {
                if (!line.empty()) line.insert(0, "    ");
            } else if (command == Command::dedent) {
                if (line.starts_with('\t')) line.erase(0, 1);
                else
                    for (int spaces = 0; spaces < 4 && line.starts_with(' '); ++spaces) line.erase(0, 1);
            } else if (column == std::string::npos) {
                if (i == first) line += "# ";
            } else if (indent == line.size()) continue;
            else if (!commented) line.insert(column, "# ");
            else line.erase(indent, line.compare(indent, 2, "# ") == 0 ? 2 : 1);
        }
        editor_.apply(command, false);
        const std::string now = joined(all);
        if (now != text_) record(now, before);
    }

    void move_lines(bool down) {
        const auto [first, last] = selected_lines();
        const Selected before = selected();
        std::vector<std::string> all = split();
        const bool moves = down ? last + 1 < all.size() : first > 0;
        editor_.apply(down ? Command::move_lines_down : Command::move_lines_up, false);
        if (!moves) return;
        const auto begin = all.begin() + static_cast<std::ptrdiff_t>(first),
                   end = all.begin() + static_cast<std::ptrdiff_t>(last) + 1;
        if (down) std::rotate(begin, end, end + 1);
        else std::rotate(begin - 1, begin, end);
        record(joined(all), before);
    }

    void duplicate() {
        if (text_.size() > longest_text) return;
        const auto [begin, end] = range();
        const Selected before = selected();
        const std::size_t line = end == 0 ? 0 : text_.rfind('\n', end - 1) + 1,
                          line_end = std::min(text_.find('\n', end), text_.size());
        editor_.apply(Command::duplicate, false);
        if (text_.empty()) return;
        if (begin < end) record(replaced(text_, end, end, text_.substr(begin, end - begin)), before);
        else record(replaced(text_, line, line, text_.substr(line, line_end - line) + "\n"), before);
    }

    // Like the history: replaces the whole text repeatedly in one step, or cancels it.
    void browse() {
        const Selected before = selected();
        const std::string one = pieces[input_.byte() % std::size(pieces)],
                          other = pieces[input_.byte() % std::size(pieces)];
        const bool leave = input_.byte() % 2;
        editor_.replace_all(one);
        editor_.replace_all_again(other);
        if (!leave) return record(other, before);
        editor_.cancel_edit();
        undone_.clear();
        must(selected() == before, "a cancelled edit leaves no trace");
    }

    void undo() {
        const bool could = editor_.buffer().can_undo();
        must(could == !done_.empty(), "undo is possible exactly after an edit");
        editor_.apply(Command::undo, false);
        if (!could) return;
        text_ = taken();
        for (bool more = true; more;) {
            must(!done_.empty(), "undo returns to an earlier text");
            more = done_.back().joins && (done_.back().before != text_ || done_.back().selected_before != selected());
            undone_.push_back(done_.back());
            done_.pop_back();
        }
        must(text_ == undone_.back().before, "undo returns the text from before the edit");
        look();
        must(selected() == undone_.back().selected_before, "undo restores the selection from before the edit");
    }

    void redo() {
        const bool could = editor_.buffer().can_redo();
        must(could == !undone_.empty(), "redo is possible exactly after an undo");
        editor_.apply(Command::redo, false);
        if (!could) return;
        text_ = taken();
        for (bool more = true; more;) {
            must(!undone_.empty(), "redo returns to a text that was undone");
            done_.push_back(undone_.back());
            undone_.pop_back();
            more = !undone_.empty() && undone_.back().joins &&
                   (done_.back().after != text_ || done_.back().selected_after != selected());
        }
        must(text_ == done_.back().after, "redo returns the text from after the edit");
        look();
        must(selected() == done_.back().selected_after, "redo restores the selection from after the edit");
    }

    Input input_;
    TextEditor editor_;
    std::string text_;
    std::vector<Step> done_, undone_;
    double now_ = 0;
    bool typed_before_ = false;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Model(Input{data, data + size}).run();
    return 0;
}
