// Draws fields and buttons at the right end of the bar, and the count inside the field.
#include "panel/view/find_bar_drawing.h"

#include <algorithm>
#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "panel/view/drawing.h"

namespace gimbal::console {
namespace {

constexpr float line_height = 34, field_width = 300, least_field_width = 90;
using Action = FindBar::Action;

void draw_field(ImDrawList* list, const PanelStyle& style, const FindBar& find, const Rect& rect, std::size_t which,
                bool caret_visible) {
    const float scale = style.scale, pad = style.pixels(8), rounding = 4 * scale;
    const Palette& palette = style.palette;
    const ImVec2 low{rect.x, rect.y}, high{rect.x + rect.width, rect.y + rect.height};
    const bool active = find.is_active(which);
    list->AddRectFilled(low, high, active ? palette.accent : palette.button, rounding);
    list->AddRectFilled({low.x + 1, low.y + 1}, {high.x - 1, high.y - 1}, palette.field, rounding);

    const std::string note = which == 0 ? find.count_words() : "";
    const float note_width = note.empty() ? 0 : text_width(style, style.ui, note) + pad;
    const float y = rect.y + std::floor((rect.height - style.ui_size) / 2), right = high.x - pad - note_width;
    if (!note.empty())
        list->AddText(style.ui, style.ui_size, {high.x - note_width, y},
                      find.finds_nothing() ? palette.error : palette.dim, note.c_str());

    const TextEditor& editor = find.field(which);
    const std::string text = editor.buffer().text();
    auto x_at = [&](std::uint32_t byte) {
        return std::floor(compat::text_width(style.ui, style.ui_size, text.data(),
                                             text.data() + std::min<std::size_t>(byte, text.size())));
    };
    const float room = std::max(1.0f, right - low.x - pad), caret = x_at(editor.caret().byte);
    // Long text scrolls so that the caret stays visible.
    const float from = low.x + pad - std::max(0.0f, caret + 2 * scale - room);
    list->PushClipRect({low.x + pad - 1, low.y}, {right, high.y}, true);
    if (active && editor.has_selection()) {
        const auto [begin, end] = std::minmax({editor.anchor().byte, editor.caret().byte});
        list->AddRectFilled({from + x_at(begin), y - 1}, {from + x_at(end), y + style.ui_size + 1}, palette.selection);
    }
    if (text.empty())
        list->AddText(style.ui, style.ui_size, {from, y}, palette.line_number, which == 0 ? "Find" : "Replace with");
    else list->AddText(style.ui, style.ui_size, {from, y}, palette.text, text.data(), text.data() + text.size());
    if (active && caret_visible)
        list->AddRectFilled({from + caret, y - 1}, {from + caret + style.line(2), y + style.ui_size + 1}, palette.text);
    list->PopClipRect();
}

void draw_button(ImDrawList* list, const PanelStyle& style, const Rect& rect, const char* label, bool on) {
    const Palette& palette = style.palette;
    if (on || under_mouse(rect)) fill_rect(list, rect, on ? palette.selection : palette.button_hover, 4 * style.scale);
    list->AddText(style.ui, style.ui_size,
                  {rect.x + std::floor((rect.width - text_width(style, style.ui, label)) / 2),
                   rect.y + std::floor((rect.height - style.ui_size) / 2)},
                  on ? palette.text : palette.dim, label);
}

}  // namespace

float find_bar_height(const FindBar& find, const PanelStyle& style) {
    return style.pixels(line_height) * static_cast<float>(find.field_count());
}

void draw_find_bar(ImDrawList* list, const PanelStyle& style, FindBar& find, const Rect& rect, bool caret_visible) {
    std::vector<FindBar::HitArea> areas;
    if (!find.is_open()) return find.set_hit_areas({});
    const bool replaces = find.field_count() > 1;
    style.fill(list, rect, style.palette.panel);
    const float scale = style.scale, gap = style.pixels(4), pad = style.pixels(8);
    const float height = rect.height / (replaces ? 2.0f : 1.0f), inner = height - 2 * gap;
    struct Button {
        Action action;
        const char* label;
        bool on;
    };
    const Button find_buttons[] = {{Action::match_case, "Aa", find.matches_case()},
                                   {Action::previous, "\xE2\x86\x91", false},
                                   {Action::next, "\xE2\x86\x93", false},
                                   {Action::close, "\xC3\x97", false}};
    const Button replace_buttons[] = {{Action::replace, "Replace", false}, {Action::replace_all, "All", false}};
    auto total = [&](std::span<const Button> buttons) {
        float sum = 0;
        for (const Button& button : buttons) sum += text_width(style, style.ui, button.label) + 2 * pad + gap;
        return sum;
    };
    const float widest = std::max(total(find_buttons), replaces ? total(replace_buttons) : 0.0f);
    const float field = std::max(std::min(field_width * scale, rect.width - widest - 2 * pad),
                                 least_field_width * scale);
    const float left = std::max(rect.x + gap, rect.x + rect.width - pad - widest - std::floor(field));
    auto line = [&](std::size_t which, std::span<const Button> buttons, float y) {
        const Rect box{left, y, std::floor(field), inner};
        draw_field(list, style, find, box, which, caret_visible);
        areas.push_back({box, which == 0 ? Action::find_field : Action::replace_field});
        float x = left + box.width + gap;
        for (const Button& button : buttons) {
            const Rect place{x, y, text_width(style, style.ui, button.label) + 2 * pad, inner};
            draw_button(list, style, place, button.label, button.on);
            areas.push_back({place, button.action});
            x += place.width + gap;
        }
    };
    line(0, find_buttons, rect.y + gap);
    if (replaces) line(1, replace_buttons, rect.y + height + gap);
    areas.push_back({rect, Action::none});  // the rest of the bar, so that no click reaches the text
    find.set_hit_areas(std::move(areas));
}

}  // namespace gimbal::console
