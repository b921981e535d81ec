// One row for the signature, and a second for the first line of the documentation if there is room.
#include "panel/assist/call_tip_box.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/cells.h"
#include "panel/view/drawing.h"
#include "panel/view/mono_text.h"

namespace gimbal::console {
namespace {

// The part of the signature that fits and contains the parameter. Cuts the left part first.
struct Shown {
    std::string before, parameter, after;
};

Shown shown_part(const CallTip& tip, std::size_t room) {
    const std::string_view all = tip.signature;
    const std::size_t begin = std::min(tip.parameter_begin, all.size()),
                      end = std::clamp(tip.parameter_end, begin, all.size());
    Shown shown{std::string(all.substr(0, begin)), std::string(all.substr(begin, end - begin)),
                std::string(all.substr(end))};
    if (cell_count(shown.before) + cell_count(shown.parameter) > room) {
        std::size_t at = 0;
        while (at < shown.before.size() &&
               cell_count(std::string_view(shown.before).substr(at)) + cell_count(shown.parameter) + 2 > room)
            at += cluster_at(shown.before, at, 0).bytes;
        shown.before = "\xE2\x80\xA6" + shown.before.substr(at);
    }
    std::size_t kept = shown.after.size();
    while (kept > 0 && cell_count(shown.before) + cell_count(shown.parameter) +
                               cell_count(std::string_view(shown.after).substr(0, kept)) + 1 >
                           room)
        kept = previous_cluster(shown.after, kept);
    if (kept < shown.after.size()) shown.after = shown.after.substr(0, kept) + "\xE2\x80\xA6";
    return shown;
}

}  // namespace

float draw_call_tip(ImDrawList* list, const PanelStyle& style, const CallTip& tip, const Rect& panel, float x,
                    float row_y) {
    const float row = style.row_height, pad = style.pixels(8), edge = style.pixels(3);
    const auto columns = static_cast<std::size_t>(std::max(20.0f, (panel.width - 2 * pad) / style.cell_width - 2));
    const bool with_doc = !tip.doc.empty() && row_y - panel.y > 3 * row;
    const Shown shown = shown_part(tip, columns);
    const std::size_t cells = cell_count(shown.before) + cell_count(shown.parameter) + cell_count(shown.after);
    const float width = static_cast<float>(std::max(cells, with_doc ? std::min(columns, cell_count(tip.doc)) : 0)) *
                            style.cell_width +
                        2 * pad;
    const float height = row * (with_doc ? 2 : 1) + 2 * edge;
    const bool over = row_y - height >= panel.y;
    const float left = std::clamp(x - pad, panel.x, std::max(panel.x, panel.x + panel.width - width)),
                top = over ? row_y - height : row_y + row;
    begin_box(list, style, {left, top, width, height});
    const float y = top + edge + std::floor((row - style.mono_size) / 2);
    float at = left + pad;
    const auto word = [&](const std::string& text, ImU32 colour) {
        draw_mono(list, style, at, y, colour, text);
        at += style.cell_width * static_cast<float>(cell_count(text));
    };
    word(shown.before, style.palette.dim);
    const float parameter_x = at;
    word(shown.parameter, style.palette.text);
    if (!shown.parameter.empty())
        list->AddRectFilled({parameter_x, y + style.mono_size}, {at, y + style.mono_size + style.line(2)},
                            style.palette.accent);
    word(shown.after, style.palette.dim);
    if (with_doc) draw_mono(list, style, left + pad, y + row, style.palette.line_number, tip.doc);
    list->PopClipRect();
    return over ? height : 0;
}

std::string call_tip_row(const CallTip& tip) {
    std::string row = tip.signature;
    const std::size_t begin = std::min(tip.parameter_begin, row.size()),
                      end = std::clamp(tip.parameter_end, begin, row.size());
    if (begin == end) return row;
    row.insert(end, "]");
    return row.insert(begin, "[");
}

}  // namespace gimbal::console
