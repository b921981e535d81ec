// Help > Keys: every key of the program by place, with a field to filter them.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/dialogs/dialogs.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace {

constexpr float width = 700, height = 620, keys_column = 190;

}  // namespace

void KeysDialog::draw_row(const CommandKey& row, const PanelStyle& style) const {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_text(style, at.x, at.y, style.palette.prompt, row.keys);
    const float all = ImGui::GetContentRegionAvail().x, left = keys_column * style.scale,
                room = std::max(1.0f, all - left);
    const char *begin = row.doc.data(), *end = begin + row.doc.size();
    ImGui::GetWindowDrawList()->AddText(style.ui, style.ui_size, {std::floor(at.x + left), std::floor(at.y)},
                                        style.palette.text, begin, end, room);
    ImGui::Dummy({all, std::max(style.ui_size, ImGui::CalcTextSize(begin, end, false, room).y) + 2 * style.scale});
}

void KeysDialog::draw(const PanelStyle& style, const KeyTable& keys) {
    GIMBAL_ON(ui);
    if (!open_) return;
    const bool typing = ImGui::IsAnyItemActive() && !typed_.empty();
    if (!begin_dialog("##keys", style, "Keys", width, height)) return;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::InputTextWithHint("##find", "Find a key", &typed_);
    focus_ring_if_active(style.palette);
    const float body = ImGui::GetContentRegionAvail().y - ImGui::GetFrameHeightWithSpacing();
    compat::begin_child("##lines", {0, body}, ImGuiWindowFlags_NoNav);
    scroll_by_keys(style.ui_size);
    shown_ = {"Keys"};
    std::string place;
    for (const CommandKey& row : keys.all()) {
        const std::string text = row.keys + "  " + row.doc;
        if (!typed_.empty() && !contains_word(row.place + "  " + text, typed_)) continue;
        if (row.place != place) {
            if (!place.empty()) ImGui::Dummy({0, 4 * style.scale});
            place = row.place;
            compat::push_font(style.semibold, style.ui_size);
            ImGui::TextUnformatted(place.data(), place.data() + place.size());
            ImGui::PopFont();
            shown_.emplace_back(place);
        }
        draw_row(row, style);
        shown_.push_back(text);
    }
    ImGui::EndChild();
    const float button = 108 * style.scale;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - button);
    const bool clicked = ImGui::Button("Close", {button, 0});
    open_ = !clicked && !(escape_pressed() && !typing);
    if (!open_) typed_.clear();
    end_dialog(!open_);
}

std::vector<std::string> KeysDialog::rows() const {
    GIMBAL_ON(ui);
    return open_ ? shown_ : std::vector<std::string>{};
}

}  // namespace gimbal::app
