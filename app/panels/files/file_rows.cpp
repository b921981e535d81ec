// Rows of places and entries: name, size and date.
#include "app/panels/files/file_rows.h"

#include <imgui.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/number_words.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr float row_height = 24, size_right = 132, date_width = 114;

std::string date_text(std::int64_t seconds) {
    const std::time_t time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    char text[32];
    if (seconds == 0 || !localtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts) == 0)
        return {};
    return text;
}

void draw_folder_icon(float x, float y, float scale, ImU32 colour) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled({x, y}, {x + 6 * scale, y + 4 * scale}, colour, 1 * scale);
    list->AddRectFilled({x, y + 2 * scale}, {x + 14 * scale, y + 11 * scale}, colour, 1.5f * scale);
}

// A row that can be clicked, with its background; true: clicked.
bool row_button(const char* id, const PanelStyle& style, bool marked, ImVec2 at, ImVec2 size) {
    const bool clicked = ImGui::InvisibleButton(id, size);
    const ImU32 ground = marked ? style.palette.selection : style.palette.field_hover;
    if (marked || ImGui::IsItemHovered())
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, ground, 3 * style.scale);
    return clicked;
}

void draw_entry(const PanelStyle& style, const DirectoryEntry& entry, ImVec2 at, float width, const std::string& size) {
    const float scale = style.scale, right = at.x + width - 6 * scale,
                y = at.y + (row_height * scale - style.ui_size) / 2;
    if (entry.folder) draw_folder_icon(at.x + 6 * scale, at.y + 6 * scale, scale, style.palette.accent);
    const float name_room = width - (28 + size_right + 70) * scale;
    draw_text(style, at.x + 28 * scale, y, style.palette.text, elided(style, entry.name, std::max(40.0f, name_room)));
    draw_text(style, right - size_right * scale - text_width(style, size), y, style.palette.dim, size);
    draw_text(style, right - date_width * scale, y, style.palette.dim, date_text(entry.modified));
}

std::optional<FileRowClick> draw_row(FolderView& view, int row, const PanelStyle& style,
                                     std::vector<std::string>& rows) {
    const DirectoryEntry& entry = view.entry(row);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::PushID(row);
    const bool clicked = row_button("##entry", style, row == view.marked(), at, {width, row_height * style.scale});
    const bool doubled = ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0);
    ImGui::PopID();
    if (clicked || doubled) view.mark(row);
    const std::string size = entry.folder ? "" : console::size_words(entry.size);
    draw_entry(style, entry, at, width, size);
    rows.push_back((row == view.marked() ? "> " : "  ") + entry.name + (entry.folder ? "/" : "  " + size));
    return clicked || doubled ? std::optional(FileRowClick{row, doubled}) : std::nullopt;
}

}  // namespace

float file_field_start(const PanelStyle& style) {
    return (16 + file_places_width) * style.scale + ImGui::GetStyle().ItemSpacing.x;
}

std::optional<std::filesystem::path> draw_file_places(const FilePlaces& places, const std::filesystem::path& current,
                                                      const PanelStyle& style, float height,
                                                      std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    std::optional<std::filesystem::path> clicked;
    compat::begin_child("##places", {file_places_width * style.scale, height}, ImGuiWindowFlags_NoNav);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const float width = ImGui::GetContentRegionAvail().x, line = row_height * style.scale;
    for (std::size_t at = 0; at < places.size(); ++at) {
        const auto& [label, folder] = places[at];
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        ImGui::PushID(static_cast<int>(at));
        if (row_button("##place", style, folder == current, corner, {width, line})) clicked = folder;
        late_tooltip(folder.string());
        ImGui::PopID();
        draw_text(style, corner.x + 8 * style.scale, corner.y + (line - style.ui_size) / 2, style.palette.text,
                  elided(style, label, width - 12 * style.scale));
        rows.push_back(label);
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
    return clicked;
}

std::optional<FileRowClick> draw_file_rows(FolderView& view, const std::string& message, const PanelStyle& style,
                                           float height, std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, style.palette.field);
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, 4 * style.scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(4 * style.scale, 4 * style.scale));
    compat::begin_child("##entries", {0, height}, ImGuiWindowFlags_NoNav, true);
    ImGui::PopStyleVar();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    if (!message.empty()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        draw_text(style, at.x + 10 * style.scale, at.y + 8 * style.scale, style.palette.dim, message);
        rows.push_back(message);
    }
    const float line = row_height * style.scale;
    if (view.take_mark_moved() && view.marked() >= 0)
        ImGui::SetScrollY(std::max(0.0f, static_cast<float>(view.marked() + 2) * line - height));
    std::optional<FileRowClick> click;
    ImGuiListClipper clipper;
    clipper.Begin(view.count(), line);
    while (clipper.Step())
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row)
            if (const auto here = draw_row(view, row, style, rows)) click = here;
    ImGui::PopStyleVar();
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
    return click;
}

}  // namespace gimbal::app
