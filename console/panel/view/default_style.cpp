// The style that a host leaves open, made from the fonts that it has.
#include <algorithm>
#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::console {
namespace {

constexpr float text_size_of_scale_1 = 16, rows_to_text = 20.0f / 18;
constexpr char first_letter = '!', last_letter = '~';

float letter_width(ImFont* font, float size, char letter) {
    return compat::text_width(font, size, &letter, &letter + 1);
}

bool is_even(ImFont* font, float size) {
    if (!compat::has_glyph(font, size, 'i') || !compat::has_glyph(font, size, 'W')) return false;  // a font of icons
    return std::abs(letter_width(font, size, 'i') - letter_width(font, size, 'W')) < 0.01f;
}

ImFont* even_font(ImFont* current) {
    if (is_even(current, compat::added_size(current))) return current;
    for (ImFont* font : ImGui::GetIO().Fonts->Fonts)
        if (is_even(font, compat::added_size(font))) return font;
    return current;
}

float widest_letter(ImFont* font, float size) {
    float widest = 1;
    for (char letter = first_letter; letter <= last_letter; ++letter)
        widest = std::max(widest, letter_width(font, size, letter));
    return widest;
}

}  // namespace

PanelStyle with_defaults(PanelStyle style) {
    GIMBAL_ON(ui);
    ImFont* const current = ImGui::GetFont();
    const float zoom = ImGui::GetFontSize() / compat::added_size(current);  // io.FontGlobalScale and the like
    const auto size_of = [&](ImFont* font) { return std::max(1.0f, std::round(compat::added_size(font) * zoom)); };
    if (!style.ui) style.ui = current;
    if (!style.semibold) style.semibold = style.ui;
    if (!style.mono) style.mono = even_font(current);
    if (style.ui_size <= 0) style.ui_size = size_of(style.ui);
    if (style.mono_size <= 0) style.mono_size = size_of(style.mono);
    if (style.scale <= 0) style.scale = style.ui_size / text_size_of_scale_1;
    if (style.row_height <= 0) style.row_height = std::round(style.mono_size * rows_to_text);
    if (style.cell_width <= 0)
        style.cell_width = is_even(style.mono, style.mono_size)
                               ? std::max(1.0f, std::round(letter_width(style.mono, style.mono_size, '0')))
                               : std::ceil(widest_letter(style.mono, style.mono_size));
    return style;
}

}  // namespace gimbal::console
