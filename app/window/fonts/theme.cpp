// Sets ImGui's colours from the palette. No borders, no title bars, whole pixels.
#include "app/window/fonts/theme.h"

#include <cmath>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float rows_to_text = 20.0f / 18;  // the ratio of the height of a row to the size of its text

void apply_colours(ImGuiStyle& style, const console::Palette& palette) {
    const auto set = [&](ImGuiCol which, ImU32 colour, float alpha = 1) {
        ImVec4 value = ImGui::ColorConvertU32ToFloat4(colour);
        value.w = alpha;
        style.Colors[which] = value;
    };
    set(ImGuiCol_Text, palette.text);
    set(ImGuiCol_TextDisabled, palette.dim);
    set(ImGuiCol_TextSelectedBg, palette.selection);
    set(ImGuiCol_WindowBg, palette.panel);
    set(ImGuiCol_ChildBg, palette.panel, 0);
    set(ImGuiCol_PopupBg, palette.header);
    set(ImGuiCol_MenuBarBg, palette.text_ground);
    set(ImGuiCol_Border, palette.button);
    set(ImGuiCol_BorderShadow, palette.gap, 0);
    set(ImGuiCol_FrameBg, palette.field);
    set(ImGuiCol_FrameBgHovered, palette.field_hover);
    set(ImGuiCol_FrameBgActive, palette.field_hover);
    set(ImGuiCol_TitleBg, palette.header);
    set(ImGuiCol_TitleBgActive, palette.header);
    set(ImGuiCol_TitleBgCollapsed, palette.header);
    set(ImGuiCol_ScrollbarBg, palette.gap, 0);
    set(ImGuiCol_ScrollbarGrab, palette.button);
    set(ImGuiCol_ScrollbarGrabHovered, palette.button_hover);
    set(ImGuiCol_ScrollbarGrabActive, palette.button_hover);
    set(ImGuiCol_CheckMark, palette.text);
    set(ImGuiCol_SliderGrab, palette.accent);
    set(ImGuiCol_SliderGrabActive, palette.accent);
    set(ImGuiCol_Button, palette.button);
    set(ImGuiCol_ButtonHovered, palette.button_hover);
    set(ImGuiCol_ButtonActive, palette.selection);
    set(ImGuiCol_Header, palette.selection);
    set(ImGuiCol_HeaderHovered, palette.field_hover);
    set(ImGuiCol_HeaderActive, palette.selection);
    set(ImGuiCol_Separator, palette.button);
    set(ImGuiCol_SeparatorHovered, palette.accent);
    set(ImGuiCol_SeparatorActive, palette.accent);
    set(ImGuiCol_ResizeGrip, palette.button, 0);
    set(ImGuiCol_ResizeGripHovered, palette.button, 0);
    set(ImGuiCol_ResizeGripActive, palette.button, 0);
    set(ImGuiCol_Tab, palette.header);
    set(ImGuiCol_TabHovered, palette.field_hover);
    set(ImGuiCol_TabActive, palette.button);
    set(ImGuiCol_PlotHistogram, palette.accent);
    set(ImGuiCol_PlotLines, palette.accent);
    set(ImGuiCol_TableHeaderBg, palette.header);
    set(ImGuiCol_TableBorderStrong, palette.button);
    set(ImGuiCol_TableBorderLight, palette.button);
    set(ImGuiCol_TableRowBgAlt, palette.field, 0.4f);
    set(ImGuiCol_DragDropTarget, palette.running);
    set(ImGuiCol_NavHighlight, palette.accent);
    set(ImGuiCol_NavWindowingHighlight, palette.accent, 0);
    set(ImGuiCol_NavWindowingDimBg, palette.gap, 0);
    // Dimming the whole window costs 11 ms for each frame on a software renderer, so a dialog has a different ground
    // instead.
    set(ImGuiCol_ModalWindowDimBg, palette.gap, 0);
}

void apply_spacing(ImGuiStyle& style) {
    style.WindowPadding = {8, 8};
    style.FramePadding = {8, 4};
    style.ItemSpacing = {8, 6};
    style.ItemInnerSpacing = {6, 4};
    style.CellPadding = {6, 3};
    style.IndentSpacing = 16;
    style.ScrollbarSize = 10;
    style.GrabMinSize = 10;
    style.WindowRounding = style.ChildRounding = style.TabRounding = 0;
    style.FrameRounding = 4;
    style.PopupRounding = 5;
    style.GrabRounding = 3;
    style.ScrollbarRounding = 5;
    style.WindowBorderSize = style.ChildBorderSize = style.FrameBorderSize = style.TabBorderSize = 0;
    style.PopupBorderSize = 1;  // popups lie over grounds of nearly the same colour
    style.WindowMenuButtonPosition = ImGuiDir_None;
    style.WindowTitleAlign = {0, 0.5f};
    style.SelectableTextAlign = {0, 0.5f};
    style.AntiAliasedLinesUseTex = false;  // the atlas contains no lines
}

}  // namespace

void apply_theme(const console::Palette& palette, float scale) {
    GIMBAL_ON(ui);
    ImGuiStyle style;  // always starts from the default style; see theme.h
    apply_spacing(style);
    apply_colours(style, palette);
    style.ScaleAllSizes(scale);
    ImGui::GetStyle() = style;
}

PanelStyle make_panel_style(const Faces& faces, float scale, float mono) {
    PanelStyle style;
    style.ui = faces.ui;
    style.semibold = faces.semibold;
    style.mono = faces.mono;
    style.scale = scale;
    style.ui_size = std::round(ui_size * scale);
    style.mono_size = std::max(1.0f, std::round(mono * scale));
    const char* digit = "0";
    style.cell_width = std::round(compat::text_width(faces.mono, style.mono_size, digit, digit + 1));
    style.row_height = std::round(style.mono_size * rows_to_text);
    return style;
}

}  // namespace gimbal::app
