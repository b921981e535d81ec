// Sets ImGui's colours from the palette. No borders, no title bars, whole pixels.
#include "app/window/fonts/theme.h"

#include <cmath>
#include <initializer_list>

#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float rows_to_text = 20.0f / 18;  // the ratio of the height of a row to the size of its text

void apply_colours(ImGuiStyle& style, const console::Palette& palette) {
    const auto set = [&](std::initializer_list<ImGuiCol> places, ImU32 colour, float alpha = 1) {
        ImVec4 value = ImGui::ColorConvertU32ToFloat4(colour);
        value.w = alpha;
        for (const ImGuiCol place : places) style.Colors[place] = value;
    };
    set({ImGuiCol_Text, ImGuiCol_CheckMark}, palette.text);
    set({ImGuiCol_TextDisabled}, palette.dim);
    set({ImGuiCol_TextSelectedBg, ImGuiCol_ButtonActive, ImGuiCol_Header, ImGuiCol_HeaderActive}, palette.selection);
    set({ImGuiCol_WindowBg}, palette.panel);
    set({ImGuiCol_ChildBg}, palette.panel, 0);
    set({ImGuiCol_PopupBg, ImGuiCol_TitleBg, ImGuiCol_TitleBgActive, ImGuiCol_TitleBgCollapsed, ImGuiCol_Tab,
         ImGuiCol_TableHeaderBg},
        palette.header);
    set({ImGuiCol_MenuBarBg}, palette.text_ground);
    set({ImGuiCol_Border, ImGuiCol_ScrollbarGrab, ImGuiCol_Button, ImGuiCol_Separator, ImGuiCol_TabActive,
         ImGuiCol_TableBorderStrong, ImGuiCol_TableBorderLight},
        palette.button);
    // Nothing dims the window behind a dialog, because that costs 11 ms for each frame on a software renderer. A dialog
    // has a different ground instead.
    set({ImGuiCol_BorderShadow, ImGuiCol_ScrollbarBg, ImGuiCol_NavWindowingDimBg, ImGuiCol_ModalWindowDimBg},
        palette.gap, 0);
    set({ImGuiCol_FrameBg}, palette.field);
    set({ImGuiCol_FrameBgHovered, ImGuiCol_FrameBgActive, ImGuiCol_HeaderHovered, ImGuiCol_TabHovered},
        palette.field_hover);
    set({ImGuiCol_ScrollbarGrabHovered, ImGuiCol_ScrollbarGrabActive, ImGuiCol_ButtonHovered}, palette.button_hover);
    set({ImGuiCol_SliderGrab, ImGuiCol_SliderGrabActive, ImGuiCol_SeparatorHovered, ImGuiCol_SeparatorActive,
         ImGuiCol_PlotHistogram, ImGuiCol_PlotLines, ImGuiCol_NavHighlight},
        palette.accent);
    set({ImGuiCol_ResizeGrip, ImGuiCol_ResizeGripHovered, ImGuiCol_ResizeGripActive}, palette.button, 0);
    set({ImGuiCol_TableRowBgAlt}, palette.field, 0.4f);
    set({ImGuiCol_DragDropTarget}, palette.running);
    set({ImGuiCol_NavWindowingHighlight}, palette.accent, 0);
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
