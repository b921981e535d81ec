#include "panel/source_links.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "gimbal/console/cells.h"

namespace gimbal::console {
namespace {

constexpr float click_pixels = 4;             // a press and a release farther apart are a drag
constexpr LineId max_lines_searched = 20000;  // for the last traceback

}  // namespace

std::optional<SourceLinks::PlacedLink> SourceLinks::link_at(float x, float y) const {
    const TextView& view = screen_.view();
    const ViewGeometry& geometry = view.geometry();
    const auto row = screen_.row_at(y);
    if (!row || !geometry.rect.contains(x, y) || x < geometry.text_x() ||
        row->line < screen_.log().scrollback().first_line() || row->line >= screen_.text().status_begin())
        return std::nullopt;
    auto link = source_link(screen_.text().line(row->line));
    if (!link) return std::nullopt;
    const auto cell = static_cast<std::uint32_t>((x - geometry.text_x()) / geometry.cell_width);
    const TextPosition under = view.layout().at(*row, cell);
    const bool after_text = under.byte >= view.layout().span(*row).end && view.layout().cell_of(under) <= cell;
    if (under.byte < link->begin || under.byte >= link->end || after_text) return std::nullopt;
    return PlacedLink{row->line, std::move(*link)};
}

// A press may begin a selection, so a link opens at the release.
void SourceLinks::follow_clicks(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::mouse_button || event.code != 0) return;
    if (event.action == InputEvent::Action::press) {
        pressed_ = event.clicks == 1 && event.mods == 0 ? link_at(event.x, event.y) : std::nullopt;
        press_x_ = event.x;
        press_y_ = event.y;
    } else if (pressed_) {
        const bool still = std::abs(event.x - press_x_) <= click_pixels && std::abs(event.y - press_y_) <= click_pixels;
        if (const auto link = std::exchange(pressed_, std::nullopt); still) open(link->link);
    }
}

void SourceLinks::open(const SourceLink& link) {
    if (!is_cell_name(link.file)) {
        if (options_.open_file) options_.open_file(link.file, link.line);
        return;
    }
    const RunStatus* run = runs_.find_file(link.file);
    if (run && (show_cell(run->id, link.line) || (options_.show_cell && options_.show_cell(run->id, link.line))))
        return;
    if (!run || run->source.empty()) return screen_.log().line(link.file + " is no longer kept.", ink::dim);
    if (options_.open_text) options_.open_text(run->source, link.line);
}

bool SourceLinks::show_cell(RunId run, int number) {
    screen_.refresh();
    const RunRange* range = screen_.log().runs().of(run);
    if (run == 0 || !range || range->kind != RunKind::cell) return false;
    const LineId line = range->begin + static_cast<LineId>(std::max(number, 1)) - 1;
    if (line >= range->output || line < screen_.log().scrollback().first_line()) return false;
    screen_.view().clear_selection();
    screen_.view().reveal_in_context({line, 0});
    screen_.flash(line);
    return true;
}

void SourceLinks::open_last_error() { open_nearest_above(selection_.active() ? selection_.end_line() + 1 : no_line); }

void SourceLinks::open_next_above() { open_nearest_above(opened_line_); }

void SourceLinks::open_nearest_above(LineId end) {
    const Scrollback& scrollback = screen_.log().scrollback();
    end = std::min(end, scrollback.end_line());
    for (LineId line = end; line > scrollback.first_line() && end - line < max_lines_searched; --line)
        if (const auto link = source_link(scrollback.line(line - 1))) {
            opened_line_ = line - 1;
            return open(*link);
        }
}

void SourceLinks::draw_under_pointer(ImDrawList* list, const PanelStyle& style) const {
    const TextView& view = screen_.view();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (view.captured() || !ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
    const auto placed = link_at(mouse.x, mouse.y);
    if (!placed) return;
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    for (const auto& [row, y] : view.visible_rows())
        if (row.line == placed->line) underline(list, style, row, y + view.geometry().row_height, placed->link);
}

void SourceLinks::underline(ImDrawList* list, const PanelStyle& style, RowAddress row, float bottom,
                            const SourceLink& link) const {
    const RowSpan span = screen_.view().layout().span(row);
    const std::uint32_t begin = std::max(link.begin, span.begin), end = std::min(link.end, span.end);
    if (begin >= end) return;
    const ViewGeometry& geometry = screen_.view().geometry();
    const std::string_view line = screen_.text().line(row.line);
    const auto x_of = [&](std::uint32_t byte) {
        return geometry.text_x() +
               static_cast<float>(cell_count(line.substr(span.begin, byte - span.begin))) * geometry.cell_width;
    };
    const float y = bottom - std::max(2.0f, style.pixels(3));
    list->AddRectFilled({x_of(begin), y}, {x_of(end), y + style.line(1)}, style.palette.prompt);
}

}  // namespace gimbal::console
