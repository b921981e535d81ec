// A text field that cannot be edited, because ImGui gives the keyboard to text fields only.
#include "app/panels/fields/choice_field.h"

#include <imgui.h>

#include <cctype>

#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

bool begins_with(const std::string& text, unsigned letter) {
    return !text.empty() && letter < 128 &&
           std::tolower(static_cast<unsigned char>(text[0])) == std::tolower(static_cast<int>(letter));
}

std::size_t chosen_by_keys(const std::vector<std::string>& choices, std::size_t chosen,
                           const std::vector<unsigned>& letters) {
    if (compat::key_pressed(ImGuiKey_UpArrow) && chosen > 0) --chosen;
    if (compat::key_pressed(ImGuiKey_DownArrow) && chosen + 1 < choices.size()) ++chosen;
    for (const unsigned letter : letters)
        for (std::size_t step = 1; step <= choices.size(); ++step) {
            const std::size_t next = (chosen + step) % choices.size();
            if (!begins_with(choices[next], letter)) continue;
            chosen = next;
            break;
        }
    return chosen;
}

std::size_t chosen_in_list(const std::vector<std::string>& choices, std::size_t chosen, const PanelStyle& style) {
    const PopupLook look(style);
    if (!ImGui::BeginPopup("##choices")) return chosen;
    std::size_t now = chosen;
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (ImGui::Selectable(choices[i].c_str(), i == chosen)) now = i;
    ImGui::EndPopup();
    return now;
}

// A triangle that points down, at the right of the last item.
void draw_arrow(const PanelStyle& style) {
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    const float size = 4 * style.scale, x = high.x - 3 * size, y = (low.y + high.y - size) / 2;
    ImGui::GetWindowDrawList()->AddTriangleFilled({x - size, y}, {x + size, y}, {x, y + size}, style.palette.dim);
}

}  // namespace

ChoiceEdit choice_field(const char* id, const std::vector<std::string>& choices, std::size_t& chosen,
                        const PanelStyle& style) {
    GIMBAL_ON(ui);
    ImGui::PushID(id);
    const std::size_t before = chosen;
    std::string shown = choices[chosen];
    const ImVector<ImWchar>& queue = ImGui::GetIO().InputQueueCharacters;
    const std::vector<unsigned> letters(queue.begin(), queue.end());  // the text field empties the queue
    ChoiceEdit edit;
    edit.entered = ImGui::InputText("##choice", shown.data(), shown.size() + 1,
                                    ImGuiInputTextFlags_ReadOnly | ImGuiInputTextFlags_EnterReturnsTrue);
    draw_arrow(style);
    edit.active = ImGui::IsItemActive();
    if (edit.active) chosen = chosen_by_keys(choices, chosen, letters);
    focus_ring_if_active(style.palette);
    const ImVec2 low = ImGui::GetItemRectMin(), high = ImGui::GetItemRectMax();
    if (ImGui::IsItemClicked()) ImGui::OpenPopup("##choices");
    ImGui::SetNextWindowPos({low.x, high.y});
    ImGui::SetNextWindowSize({high.x - low.x, 0});
    chosen = chosen_in_list(choices, chosen, style);
    edit.changed = chosen != before;
    ImGui::PopID();
    return edit;
}

}  // namespace gimbal::app
