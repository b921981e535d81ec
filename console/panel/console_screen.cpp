#include "panel/console_screen.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gimbal/console/cells.h"
#include "panel/log/run_words.h"
#include "panel/view/drawing.h"

namespace gimbal::console {
namespace {

constexpr double flash_seconds = 1.2;
constexpr float max_picture_share = 0.6f;  // of the panel's height

}  // namespace

ConsoleScreen::ConsoleScreen(ConsoleCore& core, const TextureMaker& textures)
    : core_(core),
      runs_(core.runs),
      log_(core.log),
      text_(core.text),
      pictures_(textures, log_),
      view_(text_) {
    text_.show_pictures(pictures_);
}

void ConsoleScreen::refresh() {
    LineId changed = log_.take_first_changed();
    pictures_.drop_before(log_.scrollback().first_line());
    const LineId edited = core_.editor.buffer().take_first_changed();
    if (edited != no_line) text_.rebuild(edited);
    const bool new_status = text_.set_status(status_lines());
    const LineId begin = text_.prompt_begin();
    if (begin > prompt_begin_) view_.lines_inserted(prompt_begin_, begin - prompt_begin_);
    if (begin < prompt_begin_) view_.lines_removed(begin, prompt_begin_ - begin);
    if (begin != prompt_begin_ || edited != no_line || new_status)
        changed = std::min({changed, prompt_begin_, text_.status_begin()});
    prompt_begin_ = begin;
    if (changed != no_line) view_.changed_from(changed);
}

void ConsoleScreen::clear() {
    log_.clear();
    refresh();
}

// The queue follows the progress lines. While no run is current, the first queued run is about to start: no lines then.
std::vector<std::string> ConsoleScreen::status_lines() const {
    std::vector<std::string> lines = progress_lines(runs_);
    if (!runs_.current()) return lines;
    for (std::string& line : core_.queue.lines(view_.geometry().columns())) lines.push_back(std::move(line));
    return lines;
}

void ConsoleScreen::add_picture(const Picture& picture) {
    bool shown = false;
    log_.line(PictureShelf::words(*picture.png, shown), ink::dim);
    if (shown) pictures_.add(log_.last_line(), picture.png);
}

void ConsoleScreen::fit_pictures(const ViewGeometry& geometry) {
    const LineId changed = pictures_.settle(static_cast<float>(geometry.columns()) * geometry.cell_width,
                                            geometry.rect.height * max_picture_share, geometry.row_height);
    if (changed != no_line) view_.changed_from(changed);
}

std::optional<Remark> ConsoleScreen::remark_at(LineId line) const {
    const RunRange* range = log_.runs().at(line);
    const RunStatus* run = range && range->begin == line ? runs_.find(range->run) : nullptr;
    return run ? remark_on(*run, runs_.seconds(*run)) : std::nullopt;
}

std::optional<RowAddress> ConsoleScreen::row_at(float y) const {
    const ViewGeometry& geometry = view_.geometry();
    const auto index = static_cast<std::int64_t>(std::floor((y - geometry.text_y()) / geometry.row_height));
    const std::vector<TextView::VisibleRow> rows = view_.visible_rows();
    if (index < 0 || index >= static_cast<std::int64_t>(rows.size())) return std::nullopt;  // beside the text
    return rows[static_cast<std::size_t>(index)].row;
}

std::optional<RowAddress> ConsoleScreen::row_at(float x, float y) const {
    const ViewGeometry& geometry = view_.geometry();
    return x < geometry.text_x() || x >= geometry.text_right() - 4 ? std::nullopt : row_at(y);
}

void ConsoleScreen::toggle_fold(const Fold& fold) {
    view_.changed_from(log_.toggle(fold));
    view_.scroll_by(0);  // the view keeps its position even if it followed the tail
}

void ConsoleScreen::unfold(TextPosition position) {
    const Fold* fold = log_.folds().last_before(position.line + 1);
    if (!fold || fold->open || position.line >= fold->end) return;
    const bool cut_off = position.line == fold->cut_line && fold->cut_rows != ~0u &&
                         view_.layout().row_if_whole(position) >= fold->cut_rows;
    if (position.line > fold->row || cut_off) toggle_fold(*fold);
}

bool ConsoleScreen::toggle_fold_at(LineId line) {
    const Fold* fold = log_.folds().with_row(line);
    if (fold) toggle_fold(*fold);
    return fold != nullptr;
}

void ConsoleScreen::toggle_last_fold_before(LineId line) {
    const Fold* fold = log_.folds().last_before(line);
    if (!fold) return;
    const LineId row = fold->open ? fold->end : fold->row;
    toggle_fold(*fold);
    view_.reveal({row, 0});
}

std::optional<RunId> ConsoleScreen::run_crossed_at(RowAddress row, float x) const {
    const LineId queue_begin = text_.status_begin() + progress_lines(runs_).size();
    if (row.line < queue_begin || row.line >= text_.prompt_begin()) return std::nullopt;
    const ViewGeometry& geometry = view_.geometry();
    const auto cell = static_cast<std::size_t>((x - geometry.text_x()) / geometry.cell_width);
    return core_.queue.crossed_at(row.line - queue_begin, cell, geometry.columns());
}

void ConsoleScreen::flash(LineId line) {
    flash_line_ = line;
    flash_requested_ = true;
}

double ConsoleScreen::flash_end() const { return painted_at_ < flash_until_ ? flash_until_ : HUGE_VAL; }

bool ConsoleScreen::draw_picture(ImDrawList* list, LineId line, float x, float y) const {
    return pictures_.draw(list, line, x, y);
}

void ConsoleScreen::paint(ImDrawList* list, const PanelStyle& style, PaintOptions& options, double now) {
    painted_at_ = now;
    options.extras = this;
    if (std::exchange(flash_requested_, false)) flash_until_ = now + flash_seconds;
    if (now < flash_until_) {
        options.marked_line = flash_line_;
        options.mark = style.palette.accent;
    }
    painter_.paint(list, view_, style, options);
    draw_progress_bar(list, style);
}

std::vector<PanelRow> ConsoleScreen::rows(TextPosition caret) const { return TextPainter::rows(view_, caret, this); }

// In the row of the progress line, after its words.
void ConsoleScreen::draw_progress_bar(ImDrawList* list, const PanelStyle& style) const {
    const auto fraction = progress_fraction(runs_);
    if (!fraction || text_.status().empty()) return;
    const ViewGeometry& geometry = view_.geometry();
    const auto row_y = view_.y_of({text_.status_begin(), 0});
    if (!row_y) return;
    const float x = geometry.text_x() + style.cell_width * static_cast<float>(cell_count(text_.status().front()) + 2);
    const float y = *row_y + std::floor((geometry.row_height - 6 * style.scale) / 2);
    const float room = geometry.rect.x + geometry.rect.width - 2 * geometry.padding - x;
    const float width = std::floor(std::min(300 * style.scale, room)), height = style.pixels(6);
    if (width < 20) return;
    fill_rect(list, {x, y, width, height}, style.palette.field_hover);
    fill_rect(list, {x, y, std::floor(width * static_cast<float>(*fraction)), height}, style.palette.accent);
}

}  // namespace gimbal::console
