// Feeds any bytes to the terminal, which must turn them into valid lines. The last four bytes of an input choose the
// line limit, the columns, the cuts and the repetitions.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/cells.h"
#include "text/model/scrollback.h"
#include "text/model/text_layout.h"
#include "text/terminal/ansi_parser.h"
#include "text/terminal/output_writer.h"

using namespace gimbal::console;

namespace {

constexpr std::size_t longest_text = std::size_t{5} << 18;  // with repetitions, a line of more than a megabyte
constexpr std::size_t longest_input = std::size_t{1}
                                      << 13;  // for bytes that move the cursor, because rewriting a long line is slow
constexpr std::size_t byte_limit = std::size_t{4} << 20;

// The sanitizer reports the input; the message names the broken promise.
void must(bool kept, const char* promise) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", promise);
    std::abort();
}

// Controls that have a meaning in a terminal. Others, such as NUL, are shown.
bool is_control(char c) { return c == '\n' || c == '\r' || c == '\b' || c == '\a' || c == '\x1b'; }

// Independent of the console's decoder, which is under test.
bool is_valid_utf8(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const auto lead = static_cast<unsigned char>(text[at]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : (lead & 0xF0) == 0xE0       ? 3
                                   : lead >= 0xF0 && lead < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || at + length > text.size()) return false;
        for (std::size_t i = 1; i < length; ++i)
            if ((static_cast<unsigned char>(text[at + i]) & 0xC0) != 0x80) return false;
        const auto second = length > 1 ? static_cast<unsigned char>(text[at + 1]) : 0u;
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second >= 0xA0) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second >= 0x90))
            return false;
        at += length;
    }
    return true;
}

bool is_plain_text(std::string_view text) {
    for (char c : text)
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') return false;
    return true;
}

struct Input {
    std::string bytes;
    std::size_t line_limit = 0;
    std::uint32_t columns = 0;
    std::uint32_t cut = 0;

    Input(const std::uint8_t* data, std::size_t size) {
        std::uint8_t how[4] = {};
        for (std::uint8_t& byte : how)
            if (size > 0) byte = data[--size];
        line_limit = how[0] < 192 ? 100'000 : 1 + static_cast<std::size_t>(how[0] - 192);
        columns = how[1] < 8 ? TextLayout::no_wrap : 1 + how[1] % 160;
        cut = how[2];
        const std::size_t times = how[3] < 252 ? 1
                                               : std::size_t{1} << (4 * (how[3] - 251));  // rarely, because it is slow
        const std::string_view once(reinterpret_cast<const char*>(data), size);
        const std::size_t longest = is_plain_text(once) ? longest_text : longest_input;
        for (std::size_t i = 0; i < times && (i == 0 || bytes.size() + size <= longest); ++i) bytes += once;
    }
};

// Passes each step to the writer and checks that the cursor stays in the text or just after it.
class Watched final : public AnsiSink {
public:
    Watched(OutputWriter& writer, const Scrollback& lines) : writer_(writer), lines_(lines) {}
    void text(std::string_view text, Ink colour, Ink ground) override {
        must(!text.empty(), "text is never empty");
        for (char c : text) must(!is_control(c), "text contains no control bytes");
        writer_.text(text, colour, ground);
        look();
    }
    void newline() override {
        writer_.newline();
        look();
    }
    void carriage_return() override {
        writer_.carriage_return();
        look();
    }
    void move(int rows, int cells) override {
        writer_.move(rows, cells);
        look();
    }
    void to_column(int cell) override {
        writer_.to_column(cell);
        look();
    }
    void erase_line(Erase part) override {
        writer_.erase_line(part);
        look();
    }
    void to_row(int row) override {
        writer_.to_row(row);
        look();
    }
    void erase_below() override {
        writer_.erase_below();
        look();
    }
    void erase_screen() override {
        writer_.erase_screen();
        look();
    }

private:
    void look() const {
        const LineId line = writer_.cursor_line();
        must(line >= lines_.first_line() && line <= lines_.end_line(),
             "the cursor is on a line or just below the last");
        must(lines_.end_line() >= lines_.first_line(), "the last line is not above the first");
    }
    OutputWriter& writer_;
    const Scrollback& lines_;
};

struct Terminal {
    explicit Terminal(const Input& input) : lines(input.line_limit, byte_limit) { layout.set_columns(input.columns); }
    void take(std::string_view bytes) {
        parser.parse(bytes, watched);
        if (const LineId first = writer.take_first_changed(); first != no_line) layout.changed_from(first);
    }
    std::vector<StyleRun> runs(LineId id) const {
        std::vector<StyleRun> runs;
        lines.runs(id, runs);
        return runs;
    }
    Scrollback lines;
    OutputWriter writer{lines};
    Watched watched{writer, lines};
    AnsiParser parser{ink::text};
    TextLayout layout{lines};
};

void take_in_pieces(Terminal& terminal, const Input& input) {
    std::uint32_t state = input.cut * 2654435761u + 1;
    const std::uint32_t longest = input.bytes.size() > 4096 ? 4096 : 1 + input.cut % 32;
    for (std::size_t at = 0; at < input.bytes.size();) {
        state = state * 1664525u + 1013904223u;
        const std::size_t length = 1 + (state >> 16) % longest;
        terminal.take(std::string_view(input.bytes).substr(at, length));
        at += length;
    }
}

void check_lines(const Terminal& terminal) {
    const Scrollback& lines = terminal.lines;
    for (LineId id = lines.first_line(); id < lines.end_line(); ++id) {
        const std::string_view line = lines.line(id);
        for (char c : line) must(!is_control(c), "a line contains no control bytes");
        must(is_valid_utf8(line), "a line is UTF-8 for any input");
        const std::vector<StyleRun> runs = terminal.runs(id);
        must(line.empty() || runs.empty() || runs.front().begin == 0, "the first colour begins with its line");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            must(runs[i].begin <= line.size(), "colours begin inside their line");
            must(i == 0 || runs[i].begin > runs[i - 1].begin, "colours are in order");
        }
    }
}

void check_limits(const Terminal& terminal, const Input& input) {
    const Scrollback& lines = terminal.lines;
    const std::size_t kept = lines.end_line() - lines.first_line();
    must(kept <= input.line_limit + 2 * 4096, "the number of lines is bounded");
    must(lines.first_line() == lines.dropped_lines(), "dropped lines are counted");
    must(lines.held_bytes() <= byte_limit + (std::size_t{8} << 20), "the memory is bounded");
    must(lines.held_bytes() <= (std::size_t{1} << 20) + 64 * input.bytes.size(),
         "the memory grows no faster than the text");
}

void check_same(const Terminal& one, const Terminal& other) {
    must(one.lines.end_line() == other.lines.end_line(), "cut into pieces, it gives as many lines");
    must(one.lines.is_open() == other.lines.is_open(), "cut into pieces, it leaves the last line open or ended alike");
    must(one.writer.cursor() == other.writer.cursor(), "cut into pieces, it leaves the cursor at the same place");
    const LineId first = std::max(one.lines.first_line(), other.lines.first_line());
    for (LineId id = first; id < one.lines.end_line(); ++id) {
        must(one.lines.line(id) == other.lines.line(id), "cut into pieces, it gives the same text");
        must(one.runs(id) == other.runs(id), "cut into pieces, it gives the same colours");
    }
}

void check_rows(Terminal& terminal, const Input& input) {
    TextLayout& layout = terminal.layout;
    const Scrollback& lines = terminal.lines;
    while (!layout.count(100'000)) {}
    std::uint64_t rows = 0;
    const std::uint32_t columns = layout.columns();
    for (LineId id = lines.first_line(); id < lines.end_line(); ++id) {
        const std::string_view line = lines.line(id);
        const std::uint32_t here = layout.rows_in(id);
        must(here > 0, "each line has a row");
        rows += here;
        std::uint32_t at = 0;
        const std::uint32_t looked_at = line.size() > 4096 ? 8
                                                           : here;  // a walk from the start of the line finds the row
        for (std::uint32_t row = 0; row < looked_at && row < here; ++row) {
            const RowSpan span = layout.span({id, row});
            must(span.begin == at && span.end >= span.begin && span.end <= line.size(), "there is no gap between rows");
            must(span.last == (row + 1 == here), "only the last row is marked as the last");
            must(layout.row_of({id, span.begin}) == RowAddress{id, row} || line.empty(),
                 "the start of a row is in that row");
            const std::string_view text = line.substr(span.begin, span.end - span.begin);
            const Cluster first = text.empty() ? Cluster{} : cluster_at(text, 0, 0);
            const std::string_view shown = text.ends_with(' ') ? text.substr(0, text.size() - 1) : text;
            must(cell_count(shown) <= columns || first.bytes == shown.size(),
                 "a row is not wider than the view, apart from a space at its end");
            at = span.end;
        }
        must(looked_at < here || at == line.size(), "the rows hold the whole line");
    }
    must(layout.total_rows() == rows, "the rows of the lines add up");
    TextLayout fresh(lines);
    fresh.set_columns(input.columns);
    while (!fresh.count(100'000)) {}
    must(fresh.total_rows() == rows, "the layout has followed every change");
}

// For input of only text, tabs and newlines, the lines must equal the text.
void check_plain(const Terminal& terminal, const Input& input) {
    std::string text;
    for (LineId id = terminal.lines.first_line(); id < terminal.lines.end_line(); ++id) {
        text += terminal.lines.line(id);
        if (id + 1 < terminal.lines.end_line() || !terminal.lines.is_open()) text += '\n';
    }
    if (terminal.lines.first_line() == 0) must(text == input.bytes, "plain text is kept unchanged");
    else must(std::string_view(input.bytes).ends_with(text), "plain text is kept unchanged up to its end");
}

bool has_long_line(const Terminal& terminal) {
    for (LineId id = terminal.lines.first_line(); id < terminal.lines.end_line(); ++id)
        if (terminal.lines.line(id).size() + 16 >= (1u << 20)) return true;
    return false;
}

// A joiner waits for the next character. The parser limits how many may wait, so here the pieces may differ.
bool has_many_joiners(std::string_view bytes) {
    std::string row;
    for (int i = 0; i < 20; ++i) row += "\xE2\x80\x8D";
    return bytes.find(row) != std::string_view::npos;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Input input(data, size);
    Terminal whole(input), pieces(input);
    whole.take(input.bytes);
    whole.parser.finish(whole.watched);
    whole.take("");
    take_in_pieces(pieces, input);
    pieces.parser.finish(pieces.watched);
    pieces.take("");
    check_lines(whole);
    check_lines(pieces);
    check_limits(whole, input);
    check_limits(pieces, input);
    if (!has_many_joiners(input.bytes)) check_same(whole, pieces);
    check_rows(whole, input);
    check_rows(pieces, input);
    if (is_plain_text(input.bytes) && is_valid_utf8(input.bytes) && !has_long_line(whole)) check_plain(pieces, input);
    return 0;
}
