// The scrollback's text selected by keyboard: a run at a time, then grown or shrunk by Shift with the keys that move a
// caret.
#include <algorithm>

#include "gimbal/console/cells.h"
#include "panel/console_state.h"
#include "text/edit/text_editor.h"

namespace gimbal::console {

bool ConsolePanel::State::selects_in_log() const { return view.has_selection() && !text.to_typed(view.head()); }

// From the prompt upwards the last run comes first; below it the prompt again.
void ConsolePanel::State::select_run(bool above) {
    help.close();
    const LineId first = log.scrollback().first_line(),
                 here = selects_in_log() ? view.selection_begin().line : text.status_begin();
    const RunRange* range = above ? log.runs().last_before(here) : log.runs().first_ending_after(here);
    if (!above && range && range->begin <= here) range = log.runs().next(range);
    if (!range && above) return;
    if (!range || range->begin >= log.scrollback().end_line()) {
        view.clear_selection();
        return surface.edited();
    }
    const LineId last = std::min(range->end, log.scrollback().end_line()) - 1;
    surface.select({std::max(range->begin, first), 0}, {last, static_cast<std::uint32_t>(text.line(last).size())});
    surface.share_selection();
}

bool ConsolePanel::State::extend_selection(Command command) {
    if (!selects_in_log()) return false;
    const TextPosition begin{text.first_line(), 0},
        end{text.status_begin() - 1, static_cast<std::uint32_t>(text.line(text.status_begin() - 1).size())};
    const TextPosition moved = std::clamp(moved_by(command, view.head()), begin, end);
    view.select(view.anchor(), moved);
    uncover(moved);
    view.reveal(moved);
    surface.share_selection();
    return true;
}

// Where a caret would go from there.
TextPosition ConsolePanel::State::moved_by(Command command, TextPosition from) {
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
        case Command::left:
        case Command::word_left:
            if (at == 0) {
                const RowAddress above = layout.step({from.line, 0}, -1);
                return {above.line, static_cast<std::uint32_t>(text.line(above.line).size())};
            }
            if (command == Command::left) return {from.line, static_cast<std::uint32_t>(previous_cluster(line, at))};
            while (at > 0 && !word_at(previous_cluster(line, at))) at = previous_cluster(line, at);
            while (at > 0 && word_at(previous_cluster(line, at))) at = previous_cluster(line, at);
            break;
        case Command::right:
        case Command::word_right:
            if (at >= line.size()) return {layout.step({from.line, layout.rows_in(from.line) - 1}, 1).line, 0};
            if (command == Command::right) return {from.line, static_cast<std::uint32_t>(after(at))};
            while (at < line.size() && !word_at(at)) at = after(at);
            while (at < line.size() && word_at(at)) at = after(at);
            break;
        case Command::up:
        case Command::previous_input: return rows(-1);
        case Command::down:
        case Command::next_input: return rows(1);
        case Command::page_up: return rows(-page);
        case Command::page_down: return rows(page);
        case Command::line_start: at = 0; break;
        case Command::line_end: at = line.size(); break;
        case Command::text_start: return {text.first_line(), 0};
        case Command::text_end: return {text.status_begin(), 0};
        default: break;
    }
    return {from.line, static_cast<std::uint32_t>(at)};
}

}  // namespace gimbal::console
