#include "panel/log_selection.h"

#include <algorithm>

#include "gimbal/console/cells.h"

namespace gimbal::console {

bool LogSelection::active() const {
    return screen_.view().has_selection() && !screen_.text().to_typed(screen_.view().head());
}

void LogSelection::select(const RunRange& range) {
    const Scrollback& scrollback = screen_.log().scrollback();
    const LineId last = std::min(range.end, scrollback.end_line()) - 1;
    surface_.select({std::max(range.begin, scrollback.first_line()), 0}, screen_.text().line_end(last));
    surface_.share_selection();
}

void LogSelection::select_run_above() {
    const LineId here = active() ? screen_.view().selection_begin().line : screen_.text().status_begin();
    if (const RunRange* range = screen_.log().runs().last_before(here)) select(*range);
}

void LogSelection::select_run_below() {
    const RunRanges& ranges = screen_.log().runs();
    const LineId here = active() ? screen_.view().selection_begin().line : screen_.text().status_begin();
    const RunRange* range = ranges.first_ending_after(here);
    if (range && range->begin <= here) range = ranges.next(range);
    if (range && range->begin < screen_.log().scrollback().end_line()) return select(*range);
    screen_.view().clear_selection();
    surface_.edited();
}

bool LogSelection::extend(Command command) {
    if (!active()) return false;
    const ConsoleText& text = screen_.text();
    TextView& view = screen_.view();
    const TextPosition moved = std::clamp(moved_by(command, view.head()), {text.first_line(), 0},
                                          text.line_end(text.status_begin() - 1));
    view.select(view.anchor(), moved);
    screen_.unfold(moved);
    view.reveal(moved);
    surface_.share_selection();
    return true;
}

// The position that a caret at `from` moves to.
TextPosition LogSelection::moved_by(Command command, TextPosition from) {
    using enum Command;
    const ConsoleText& text = screen_.text();
    const TextView& view = screen_.view();
    const TextLayout& layout = view.layout();
    const std::string_view line = text.line(from.line);
    const auto rows = [&](std::int64_t steps) {
        return layout.at(layout.step(layout.row_of(from), steps), layout.cell_of(from));
    };
    const auto page = static_cast<std::int64_t>(view.geometry().rows()) - 1;
    const auto after = [&](std::size_t at) { return at + cluster_at(line, at, 0).bytes; };
    const auto word_at = [&](std::size_t at) { return is_word(decode_utf8(line, at).value); };
    std::size_t at = from.byte;
    switch (command) {
        case left:
        case word_left:
            if (at == 0) return text.line_end(layout.step({from.line, 0}, -1).line);
            if (command == left) return {from.line, previous_cluster(line, at)};
            while (at > 0 && !word_at(previous_cluster(line, at))) at = previous_cluster(line, at);
            while (at > 0 && word_at(previous_cluster(line, at))) at = previous_cluster(line, at);
            break;
        case right:
        case word_right:
            if (at >= line.size()) return {layout.step({from.line, layout.rows_in(from.line) - 1}, 1).line, 0};
            if (command == right) return {from.line, after(at)};
            while (at < line.size() && !word_at(at)) at = after(at);
            while (at < line.size() && word_at(at)) at = after(at);
            break;
        case up:
        case previous_input: return rows(-1);
        case down:
        case next_input: return rows(1);
        case page_up: return rows(-page);
        case page_down: return rows(page);
        case line_start: at = 0; break;
        case line_end: at = line.size(); break;
        case text_start: return {text.first_line(), 0};
        case text_end: return {text.status_begin(), 0};
        default: break;
    }
    return {from.line, at};
}

}  // namespace gimbal::console
