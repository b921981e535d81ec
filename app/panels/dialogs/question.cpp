// A question with a few answers, over everything else; the keyboard answers too.
#include "app/panels/dialogs/question.h"

#include <algorithm>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {

void Question::ask(std::string title, std::string text, std::vector<Answer> answers) {
    title_ = std::move(title);
    text_ = std::move(text);
    answers_ = std::move(answers);
    fresh_ = true;
    marked_ = 0;
}

// No letter chooses one: what is typed on when the question comes up must not answer it.
std::size_t Question::answer_by_key() {
    const std::size_t count = answers_.size();
    const bool back = compat::key_pressed(ImGuiKey_LeftArrow) ||
                      (compat::key_pressed(ImGuiKey_Tab) && ImGui::GetIO().KeyShift);
    const bool on = !back && (compat::key_pressed(ImGuiKey_RightArrow) || compat::key_pressed(ImGuiKey_Tab));
    if (back || on) marked_ = (marked_ + count + (on ? 1 : count - 1)) % count;
    return enter_pressed() ? marked_ : escape_pressed() ? count - 1 : count;
}

void Question::draw(const console::PanelStyle& style) {
    if (answers_.empty()) return;
    constexpr float width = 440;
    if (!begin_dialog("##question", style, title_.c_str(), 0, 0)) return;
    ImGui::PushTextWrapPos(width * style.scale);
    ImGui::TextUnformatted(text_.c_str());
    ImGui::PopTextWrapPos();
    ImGui::Dummy({width * style.scale, 4 * style.scale});

    std::size_t chosen = answers_.size();
    const float button = 108 * style.scale, gap = ImGui::GetStyle().ItemSpacing.x;
    const float all = static_cast<float>(answers_.size()) * (button + gap) - gap;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, width * style.scale - all));
    for (std::size_t at = 0; at < answers_.size(); ++at) {
        if (at > 0) ImGui::SameLine();
        const bool marked = at == marked_;
        if (marked) ImGui::PushStyleColor(ImGuiCol_Button, style.palette.selection);
        if (ImGui::Button(answers_[at].label.c_str(), {button, 0})) chosen = at;
        if (marked) ImGui::PopStyleColor();
    }
    if (!fresh_ && chosen == answers_.size()) chosen = answer_by_key();
    fresh_ = false;
    end_dialog(chosen < answers_.size());
    if (chosen >= answers_.size()) return;
    const std::function<void()> then = std::move(answers_[chosen].chosen);
    answers_.clear();  // before: the answer may ask the next question
    if (then) then();
}

std::vector<std::string> Question::rows() const {
    if (answers_.empty()) return {};
    std::vector<std::string> rows{title_, text_};
    for (std::size_t at = 0; at < answers_.size(); ++at)
        rows.push_back((at == marked_ ? "> [" : "[") + answers_[at].label + "]");
    return rows;
}

}  // namespace gimbal::app
