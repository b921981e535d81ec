// Names are matched as in the console's completion list. Entries that cannot run come last and say why.
#include "app/panels/palette/palette.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "gimbal/console/fuzzy_match.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float width = 640, height = 460, kind_column = 130;

}  // namespace

void Palette::show() {
    GIMBAL_ON(ui);
    open_ = true;
    typed_.clear();
    entries_ = palette_entries(context_, panels_);
    filter();
}

void Palette::filter() {
    std::vector<std::string_view> names;
    for (const PaletteEntry& entry : entries_) names.emplace_back(entry.label);
    found_ = console::fuzzy_order(names, typed_);
    std::ranges::stable_partition(found_, [&](std::size_t at) { return entries_[at].why_not.empty(); });
    filtered_for_ = typed_;
    marked_ = 0;
    moved_ = true;
}

void Palette::move_mark(int steps) {
    if (found_.empty()) return;
    const auto count = static_cast<int>(found_.size());
    marked_ = static_cast<std::size_t>(std::clamp(static_cast<int>(marked_) + steps, 0, count - 1));
    moved_ = true;
}

bool Palette::draw_row(const PaletteEntry& entry, bool marked, const PanelStyle& style) {
    const bool can = entry.why_not.empty();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float all = ImGui::GetContentRegionAvail().x, left = kind_column * style.scale;
    const bool clicked = ImGui::Selectable("##entry", marked, 0, {all, ImGui::GetTextLineHeight()});
    const float pad = 6 * style.scale;
    draw_text(style, at.x + pad, at.y, style.palette.dim, elided(style, entry.kind, left - 2 * pad));
    const std::string side = can ? entry.keys : entry.why_not;
    const float side_width = text_width(style, side), room = all - left - side_width - 16 * style.scale;
    draw_text(style, at.x + left, at.y, can ? style.palette.text : style.palette.dim,
              elided(style, entry.label, std::max(room, 40 * style.scale)));
    draw_text(style, at.x + all - side_width - pad, at.y, can ? style.palette.prompt : style.palette.dim, side);
    return clicked;
}

// Only the rows that are in sight are drawn: a scene may have 100,000 objects.
void Palette::draw_list(const PanelStyle& style) {
    const float line = ImGui::GetTextLineHeightWithSpacing();
    if (std::exchange(moved_, false)) {
        const float top = static_cast<float>(marked_) * line, view = ImGui::GetWindowHeight() - line;
        if (top < ImGui::GetScrollY()) ImGui::SetScrollY(top);
        if (top > ImGui::GetScrollY() + view) ImGui::SetScrollY(top - view);
    }
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(found_.size()), line);
    while (clipper.Step())
        for (int at = clipper.DisplayStart; at < clipper.DisplayEnd; ++at) {
            const auto index = static_cast<std::size_t>(at);
            ImGui::PushID(at);
            if (draw_row(entries_[found_[index]], index == marked_, style)) clicked_ = marked_ = index;
            ImGui::PopID();
        }
    clipper.End();
}

void Palette::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (!open_) return;
    clicked_.reset();
    if (!begin_dialog("##palette", style, "Command palette", width, height)) return;
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(-1);
    ImGui::InputTextWithHint("##typed", "Command, object or script", &typed_);
    focus_ring_if_active(style.palette);
    if (typed_ != filtered_for_) filter();
    const auto page = static_cast<int>(height / 24);
    if (compat::key_pressed(ImGuiKey_DownArrow)) move_mark(1);
    if (compat::key_pressed(ImGuiKey_UpArrow)) move_mark(-1);
    if (compat::key_pressed(ImGuiKey_PageDown)) move_mark(page);
    if (compat::key_pressed(ImGuiKey_PageUp)) move_mark(-page);
    const float note_height = ImGui::GetTextLineHeightWithSpacing();
    compat::begin_child("##found", {0, ImGui::GetContentRegionAvail().y - note_height}, ImGuiWindowFlags_NoNav);
    if (found_.empty()) dim_text(style, "Nothing has a name with these letters.");
    else draw_list(style);
    ImGui::EndChild();
    if (!found_.empty())
        dim_text(style, elided(style, entries_[found_[marked_]].note, ImGui::GetContentRegionAvail().x));
    const bool chosen = !found_.empty() && (clicked_ || enter_pressed());
    open_ = !chosen && !escape_pressed();
    end_dialog(!open_);
    if (!chosen) return;
    const std::function<void()> perform = std::move(entries_[found_[marked_]].chosen);
    entries_.clear();  // first, because the command may open it again
    found_.clear();
    perform();
}

std::vector<std::string> Palette::rows() const {
    GIMBAL_ON(ui);
    if (!open_) return {};
    constexpr std::size_t most = 30;
    std::vector<std::string> rows{"Command palette", typed_};
    for (std::size_t at = 0; at < std::min(found_.size(), most); ++at) {
        const PaletteEntry& entry = entries_[found_[at]];
        rows.push_back((at == marked_ ? "> " : "") + entry.kind + "  " + entry.label +
                       (entry.keys.empty() ? "" : "  " + entry.keys) +
                       (entry.why_not.empty() ? "" : "  (" + entry.why_not + ")"));
    }
    if (found_.empty()) rows.push_back("Nothing has a name with these letters.");
    return rows;
}

}  // namespace gimbal::app
