// Lines of tracebacks and warnings as links: to a file, or to the cell in the scrollback.
#include <algorithm>
#include <cmath>

#include "gimbal/console/cells.h"
#include "gimbal/console/runs.h"
#include "panel/console_state.h"

namespace gimbal::console {
namespace {

constexpr float click_pixels = 4;            // farther between press and release is a drag
constexpr LineId lines_looked_back = 20000;  // for the last traceback

}  // namespace

std::optional<ConsolePanel::State::LinkPlace> ConsolePanel::State::link_at(float x, float y) const {
    const ViewGeometry& geometry = view.geometry();
    const auto row = row_under(y);
    if (!row || !geometry.rect.contains(x, y) || x < geometry.text_x() || row->line < log.scrollback().first_line() ||
        row->line >= text.status_begin())
        return std::nullopt;
    auto link = source_link(text.line(row->line));
    if (!link) return std::nullopt;
    const auto cell = static_cast<std::uint32_t>((x - geometry.text_x()) / geometry.cell_width);
    const RowSpan span = view.layout().span(*row);
    const TextPosition under = view.layout().at(*row, cell);
    const bool behind_text = under.byte >= span.end && view.layout().cell_of(under) <= cell;
    if (under.byte < link->begin || under.byte >= link->end || behind_text) return std::nullopt;
    return LinkPlace{row->line, std::move(*link)};
}

// A press stays the view's: only a release at the same place opens.
void ConsolePanel::State::follow_clicks(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::mouse_button || event.code != 0) return;
    if (event.action == InputEvent::Action::press) {
        pressed_link = event.clicks == 1 && event.mods == 0 ? link_at(event.x, event.y) : std::nullopt;
        press_x = event.x;
        press_y = event.y;
    } else if (pressed_link) {
        const bool still = std::abs(event.x - press_x) <= click_pixels && std::abs(event.y - press_y) <= click_pixels;
        if (auto link = std::exchange(pressed_link, std::nullopt); still) open_link(link->link);
    }
}

void ConsolePanel::State::open_link(const SourceLink& link) {
    if (!is_cell_name(link.file)) {
        if (options.open_file) options.open_file(link.file, link.line);
        return;
    }
    const RunStatus* run = runs.find_file(link.file);
    if (run && (show_cell(run->id, link.line) || (options.show_cell && options.show_cell(run->id, link.line)))) return;
    if (!run || run->source.empty()) return log.line(link.file + " is no longer kept.", ink::dim);
    if (options.open_text) options.open_text(run->source, link.line);
}

bool ConsolePanel::State::show_cell(RunId run, int number) {
    refresh();
    const RunRange* range = log.runs().of(run);
    if (run == 0 || !range || range->kind != RunKind::cell) return false;
    const LineId line = range->begin + static_cast<LineId>(std::max(number, 1)) - 1;
    if (line >= range->output || line < log.scrollback().first_line()) return false;
    view.clear_selection();
    view.reveal_in_context({line, 0});
    flash_line = line;
    flash_asked = true;
    return true;
}

void ConsolePanel::State::open_last_error() {
    open_link_above(selects_in_log() ? view.selection_end().line + 1 : log.scrollback().end_line());
}

bool ConsolePanel::State::open_link_above(LineId end) {
    const LineId first = log.scrollback().first_line();
    end = std::min(end, log.scrollback().end_line());
    for (LineId line = end; line > first && end - line < lines_looked_back; --line)
        if (auto link = source_link(log.scrollback().line(line - 1))) {
            opened_line = line - 1;
            open_link(*link);
            return true;
        }
    return false;
}

void ConsolePanel::State::draw_link_under_pointer(ImDrawList* list, const PanelStyle& style) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (view.captured() || !ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem)) return;
    const auto place = link_at(mouse.x, mouse.y);
    if (!place) return;
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    const ViewGeometry& geometry = view.geometry();
    RowAddress row = view.top();
    for (std::uint32_t i = 0; i < geometry.rows() && row.line <= place->line; ++i, row = view.layout().step(row, 1)) {
        if (row.line != place->line) continue;
        const RowSpan span = view.layout().span(row);
        const std::uint32_t begin = std::max(place->link.begin, span.begin), end = std::min(place->link.end, span.end);
        if (begin < end) {
            const auto cells = [&](std::uint32_t byte) {
                return static_cast<float>(cell_count(text.line(row.line).substr(span.begin, byte - span.begin))) *
                       geometry.cell_width;
            };
            const float y = geometry.text_y() + geometry.row_height * static_cast<float>(i + 1) -
                            std::max(2.0f, std::floor(3 * style.scale));
            list->AddRectFilled({geometry.text_x() + cells(begin), y},
                                {geometry.text_x() + cells(end), y + std::max(1.0f, std::floor(style.scale))},
                                style.palette.prompt);
        }
        if (row == view.layout().last_row()) return;
    }
}

}  // namespace gimbal::console
