// Draws the question and reads its keys.
#include "app/panels/dialogs/question.h"

#include <algorithm>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

void Question::ask(std::string title, std::string text, std::vector<Choice> choices, std::function<void()> escaped) {
    GIMBAL_ON(ui);
    title_ = std::move(title);
    text_ = std::move(text);
    choices_ = std::move(choices);
    escaped_ = std::move(escaped);
    takes_keys_ = false;
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
    if (enter_pressed()) return marked_;
    return !escape_pressed() ? count : escaped_ ? count + 1 : count - 1;
}

float Question::button_width(const Choice& choice, float least) const {
    const float text = ImGui::CalcTextSize(choice.label.c_str()).x + 4 * ImGui::GetStyle().FramePadding.x;
    return std::max(least, text);
}

// At the right, in one line; a choice that finds no room begins another line. Returns the choice that was clicked.
std::size_t Question::draw_choices(const PanelStyle& style, float width) {
    const float gap = ImGui::GetStyle().ItemSpacing.x, least = 108 * style.scale;
    const float left = ImGui::GetCursorPosX();
    std::size_t chosen = choices_.size();
    for (std::size_t at = 0; at < choices_.size();) {
        float line = button_width(choices_[at], least);
        std::size_t end = at + 1;
        for (; end < choices_.size(); ++end) {
            const float next = line + gap + button_width(choices_[end], least);
            if (next > width) break;
            line = next;
        }
        ImGui::SetCursorPosX(left + std::max(0.0f, width - line));
        for (const std::size_t first = at; at < end; ++at) {
            if (at > first) ImGui::SameLine();
            ImGui::PushID(static_cast<int>(at));
            if (ImGui::Button(choices_[at].label.c_str(), {button_width(choices_[at], least), 0})) chosen = at;
            ImGui::PopID();
            if (at == marked_) focus_ring(style.palette);
        }
    }
    return chosen;
}

void Question::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (choices_.empty()) return;
    // The answer to another question may ask this one, and ImGui opens a dialog once a frame.
    if (ImGui::GetFrameCount() == asked_in_frame_) return;
    constexpr float width = 440;
    if (!begin_dialog("##question", style, title_.c_str(), 0, 0)) return;
    ImGui::PushTextWrapPos(width * style.scale);
    ImGui::TextUnformatted(text_.c_str());
    ImGui::PopTextWrapPos();
    ImGui::Dummy({width * style.scale, 4 * style.scale});

    const std::size_t none = choices_.size();
    std::size_t chosen = draw_choices(style, width * style.scale);
    takes_keys_ = !ImGui::IsWindowAppearing();
    if (takes_keys_ && chosen == none) chosen = choice_by_key();
    end_dialog(chosen != none);
    if (chosen == none) return;
    const std::function<void()> then = chosen > none ? std::move(escaped_) : std::move(choices_[chosen].chosen);
    choices_.clear();  // first, because the answer may ask another question
    if (then) then();
}

std::vector<std::string> Question::rows() const {
    GIMBAL_ON(ui);
    if (choices_.empty() || !takes_keys_) return {};
    std::vector<std::string> rows{title_, text_};
    for (std::size_t at = 0; at < choices_.size(); ++at)
        rows.push_back((at == marked_ ? "> [" : "[") + choices_[at].label + "]");
    return rows;
}

}  // namespace gimbal::app
