// Draws the question and reads its keys.
#include "app/panels/dialogs/question.h"

#include <algorithm>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void Question::ask(std::string title, std::string text, std::vector<Choice> choices) {
    GIMBAL_ON(ui);
    title_ = std::move(title);
    text_ = std::move(text);
    choices_ = std::move(choices);
    fresh_ = true;
    asked_in_frame_ = ImGui::GetFrameCount();
    marked_ = 0;
}

// No letter chooses an answer: a person may still be typing when the question appears.
std::size_t Question::choice_by_key() {
    const std::size_t count = choices_.size();
    const bool back = compat::key_pressed(ImGuiKey_LeftArrow) ||
                      (compat::key_pressed(ImGuiKey_Tab) && ImGui::GetIO().KeyShift);
    const bool on = !back && (compat::key_pressed(ImGuiKey_RightArrow) || compat::key_pressed(ImGuiKey_Tab));
    if (back || on) marked_ = (marked_ + count + (on ? 1 : count - 1)) % count;
    return enter_pressed() ? marked_ : escape_pressed() ? count - 1 : count;
}

void Question::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (choices_.empty()) return;
    // The answer to another question may ask this one, and ImGui opens a dialog once a frame.
    if (ImGui::GetFrameCount() == asked_in_frame_) {
        fresh_ = false;
        return;
    }
    constexpr float width = 440;
    if (!begin_dialog("##question", style, title_.c_str(), 0, 0)) return;
    ImGui::PushTextWrapPos(width * style.scale);
    ImGui::TextUnformatted(text_.c_str());
    ImGui::PopTextWrapPos();
    ImGui::Dummy({width * style.scale, 4 * style.scale});

    std::size_t chosen = choices_.size();
    const float button = 108 * style.scale, gap = ImGui::GetStyle().ItemSpacing.x;
    const float all = static_cast<float>(choices_.size()) * (button + gap) - gap;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, width * style.scale - all));
    for (std::size_t at = 0; at < choices_.size(); ++at) {
        if (at > 0) ImGui::SameLine();
        const bool marked = at == marked_;
        if (ImGui::Button(choices_[at].label.c_str(), {button, 0})) chosen = at;
        if (marked) focus_ring(style.palette);
    }
    if (!fresh_ && chosen == choices_.size()) chosen = choice_by_key();
    fresh_ = false;
    end_dialog(chosen < choices_.size());
    if (chosen >= choices_.size()) return;
    const std::function<void()> then = std::move(choices_[chosen].chosen);
    choices_.clear();  // first, because the answer may ask another question
    if (then) then();
}

std::vector<std::string> Question::rows() const {
    GIMBAL_ON(ui);
    if (choices_.empty()) return {};
    std::vector<std::string> rows{title_, text_};
    for (std::size_t at = 0; at < choices_.size(); ++at)
        rows.push_back((at == marked_ ? "> [" : "[") + choices_[at].label + "]");
    return rows;
}

}  // namespace gimbal::app
