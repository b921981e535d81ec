// The strip on screen: fields and buttons at its right end, the count inside the field.
#include <algorithm>
#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "panel/view/find_bar.h"

namespace gimbal::console {
namespace {

constexpr float field_width = 300, least_field_width = 90;

float width_of(const PanelStyle& style, const char* text) {
    return std::ceil(compat::text_width(style.ui, style.ui_size, text, nullptr));
}

}  // namespace

void FindBar::draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, bool caret_visible) {
    places_.clear();
    if (!open_) return;
    style.fill(list, rect, style.palette.panel);
    const float scale = style.scale, gap = std::floor(4 * scale), pad = std::floor(8 * scale);
    const float height = rect.height / (replace_ ? 2.0f : 1.0f), inner = height - 2 * gap;
    struct Button {
        Action action;
        const char* label;
        bool on;
    };
    const Button find_buttons[] = {{Action::match_case, "Aa", match_case_},
                                   {Action::previous, "\xE2\x86\x91", false},
                                   {Action::next, "\xE2\x86\x93", false},
                                   {Action::close, "\xC3\x97", false}};
    const Button replace_buttons[] = {{Action::replace, "Replace", false}, {Action::replace_all, "All", false}};
    float widest = 0;
    auto total = [&](std::span<const Button> buttons) {
        float sum = 0;
        for (const Button& button : buttons) sum += width_of(style, button.label) + 2 * pad + gap;
        return sum;
    };
    widest = std::max(total(find_buttons), replace_ ? total(replace_buttons) : 0.0f);
    const float field = std::max(std::min(field_width * scale, rect.width - widest - 2 * pad),
                                 least_field_width * scale);
    const float left = std::max(rect.x + gap, rect.x + rect.width - pad - widest - std::floor(field));
    auto line = [&](std::size_t which, std::span<const Button> buttons, float y) {
        const Rect box{left, y, std::floor(field), inner};
        draw_field(list, style, box, which, caret_visible);
        float x = left + box.width + gap;
        for (const Button& button : buttons) {
            const Rect place{x, y, width_of(style, button.label) + 2 * pad, inner};
            draw_button(list, style, place, button.action, button.label, button.on);
            x += place.width + gap;
        }
    };
    line(0, find_buttons, rect.y + gap);
    if (replace_) line(1, replace_buttons, rect.y + height + gap);
    places_.push_back({rect, Action::none});  // the rest of the strip: no click goes through it
}

void FindBar::draw_field(ImDrawList* list, const PanelStyle& style, const Rect& rect, std::size_t which,
                         bool caret_visible) {
    const float scale = style.scale, pad = std::floor(8 * scale), rounding = 4 * scale;
    const Palette& palette = style.palette;
    const ImVec2 low{rect.x, rect.y}, high{rect.x + rect.width, rect.y + rect.height};
    const bool active = keyboard_ && in_replacement_ == (which == 1);
    list->AddRectFilled(low, high, active ? palette.accent : palette.button, rounding);
    list->AddRectFilled({low.x + 1, low.y + 1}, {high.x - 1, high.y - 1}, palette.field, rounding);
    places_.push_back({rect, which == 0 ? Action::field : Action::replacement});

    const std::string note = which == 0 ? count_words() : "";
    const float note_width = note.empty() ? 0 : width_of(style, note.c_str()) + pad;
    const float y = rect.y + std::floor((rect.height - style.ui_size) / 2), right = high.x - pad - note_width;
    if (!note.empty())
        list->AddText(style.ui, style.ui_size, {high.x - note_width, y},
                      count_ == 0 && counted_ ? palette.error : palette.dim, note.c_str());

    const TextEditor& editor = fields_[which];
    const std::string text = words(which);
    auto x_at = [&](std::uint32_t byte) {
        return std::floor(compat::text_width(style.ui, style.ui_size, text.data(),
                                             text.data() + std::min<std::size_t>(byte, text.size())));
    };
    const float room = std::max(1.0f, right - low.x - pad), caret = x_at(editor.caret().byte);
    const float from = low.x + pad - std::max(0.0f, caret + 2 * scale - room);  // what is left of the caret scrolls out
    list->PushClipRect({low.x + pad - 1, low.y}, {right, high.y}, true);
    if (active && editor.has_selection()) {
        const auto [begin, end] = std::minmax({editor.anchor().byte, editor.caret().byte});
        list->AddRectFilled({from + x_at(begin), y - 1}, {from + x_at(end), y + style.ui_size + 1}, palette.selection);
    }
    if (text.empty())
        list->AddText(style.ui, style.ui_size, {from, y}, palette.line_number, which == 0 ? "Find" : "Replace with");
    else list->AddText(style.ui, style.ui_size, {from, y}, palette.text, text.data(), text.data() + text.size());
    if (active && caret_visible)
        list->AddRectFilled({from + caret, y - 1},
                            {from + caret + std::max(1.0f, std::floor(2 * scale)), y + style.ui_size + 1},
                            palette.text);
    list->PopClipRect();
}

void FindBar::draw_button(ImDrawList* list, const PanelStyle& style, const Rect& rect, Action action, const char* label,
                          bool on) {
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const bool hover = rect.contains(mouse.x, mouse.y);
    const Palette& palette = style.palette;
    if (hover || on)
        list->AddRectFilled({rect.x, rect.y}, {rect.x + rect.width, rect.y + rect.height},
                            on ? palette.selection : palette.button_hover, 4 * style.scale);
    list->AddText(style.ui, style.ui_size,
                  {rect.x + std::floor((rect.width - width_of(style, label)) / 2),
                   rect.y + std::floor((rect.height - style.ui_size) / 2)},
                  on ? palette.text : palette.dim, label);
    places_.push_back({rect, action});
}

}  // namespace gimbal::console
