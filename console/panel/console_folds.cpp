// What the panel's own words in the text do when they are clicked: a fold's row, the crosses of the queue.
#include <algorithm>
#include <cmath>

#include "panel/console_state.h"

namespace gimbal::console {

// Progress and what holds out first, then the queue. While nothing runs a queued run is about to begin.
std::vector<std::string> ConsolePanel::State::status_lines() const {
    std::vector<std::string> lines = progress_lines(runs);
    if (!runs.current()) return lines;
    for (std::string& line : queue_lines(runs, view.geometry().columns())) lines.push_back(std::move(line));
    return lines;
}

void ConsolePanel::State::toggle_fold(const Fold& fold) {
    view.changed_from(log.toggle(fold));
    view.scroll_by(0);  // what is read stays where it is, also when the tail was followed
}

std::optional<Remark> ConsolePanel::State::remark_at(LineId line) const {
    const RunRange* range = log.runs().at(line);
    const RunStatus* run = range && range->begin == line ? runs.find(range->run) : nullptr;
    return run ? remark_on(*run, runs.seconds(*run)) : std::nullopt;
}

void ConsolePanel::State::uncover(TextPosition position) {
    const Fold* fold = log.folds().last_before(position.line + 1);
    if (!fold || fold->open || position.line >= fold->end) return;
    const bool cut_off = position.line == fold->cut_line && fold->cut_rows != ~0u &&
                         position.byte / std::max(view.layout().columns(), 1u) >= fold->cut_rows;
    if (position.line > fold->row || cut_off) toggle_fold(*fold);
}

bool ConsolePanel::State::toggle_lowest_fold() {
    const LineId bottom = selects_in_log() ? view.selection_end().line
                                           : view.layout().step(view.top(), view.geometry().rows()).line;
    const Fold* fold = log.folds().last_before(bottom + 1);
    if (!fold) return false;
    LineId row = fold->open ? fold->end : fold->row;
    toggle_fold(*fold);
    view.reveal({row, 0});
    return true;
}

std::optional<RowAddress> ConsolePanel::State::row_under(float y) const {
    const ViewGeometry& geometry = view.geometry();
    auto index = static_cast<std::int64_t>(std::floor((y - geometry.text_y()) / geometry.row_height));
    if (index < 0 || index >= static_cast<std::int64_t>(geometry.rows())) return std::nullopt;
    RowAddress at = view.top(), last = view.layout().last_row();
    for (; index > 0; --index) {
        if (at == last) return std::nullopt;  // below the text
        at = view.layout().step(at, 1);
    }
    return at;
}

bool ConsolePanel::State::press_on_words(const InputEvent& press) {
    const ViewGeometry& geometry = view.geometry();
    auto row = row_under(press.y);
    if (!row || press.x < geometry.text_x() ||
        press.x >= geometry.rect.x + geometry.rect.width - geometry.scrollbar - 4)
        return false;
    if (const Fold* fold = log.folds().with_row(row->line)) {
        toggle_fold(*fold);
        return true;
    }
    LineId queue_begin = text.status_begin() + progress_lines(runs).size();
    if (row->line < queue_begin || row->line >= text.prompt_begin()) return false;
    auto cell = static_cast<std::size_t>((press.x - geometry.text_x()) / geometry.cell_width);
    auto crossed = run_crossed_at(runs, row->line - queue_begin, cell, geometry.columns());
    if (crossed) engine.remove_queued(*crossed);
    return crossed.has_value();
}

}  // namespace gimbal::console
