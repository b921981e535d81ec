#include "app/panels/dialogs/command_dialog.h"

#include <imgui.h>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/files/file_browser.h"
#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr float width = 460;

}  // namespace

void CommandDialog::show(document::CommandPtr command) {
    GIMBAL_ON(ui);
    form_.emplace(std::move(command));
    form_->begin(*context_.document.snapshot());
    problem_.clear();
    shown_.clear();
}

bool CommandDialog::start() {
    const document::CommandPtr command = form_->command();
    for (const document::Parameter& parameter : command->parameters) {
        const auto given = form_->arguments().find(parameter.name);
        const auto* text = given == form_->arguments().end() ? nullptr : std::get_if<std::string>(&given->second);
        if (!parameter.required || !text || !text->empty()) continue;
        problem_ = "Fill in " + parameter.name + ": " + parameter.doc;
        return false;
    }
    try {
        (void)document::CommandRegistry::check_call(command, form_->arguments(), *context_.document.snapshot());
    } catch (const document::CannotRunNow& refused) {
        problem_ = refused.reason;
        return false;
    } catch (const std::exception& wrong) {
        problem_ = wrong.what();
        return false;
    }
    context_.window.run_command(command->name, form_->arguments());
    return true;
}

void CommandDialog::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (!form_ || browser_.is_open()) return;  // a field has asked for a file
    const document::Command& command = *form_->command();
    if (!begin_dialog("##command", style, command.label.c_str(), width, 0)) return;
    shown_ = {command.label};
    if (!command.doc.empty()) dim_text(style, command.doc);
    ImGui::Dummy({0, 2 * style.scale});
    form_->draw_fields(context_, browser_, style, shown_);
    if (!problem_.empty()) {
        ImGui::PushStyleColor(ImGuiCol_Text, style.palette.error);
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(problem_.c_str());
        ImGui::PopTextWrapPos();
        ImGui::PopStyleColor();
        shown_.push_back(problem_);
    }
    ImGui::Dummy({0, 4 * style.scale});
    const float button = 108 * style.scale, gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x - 2 * button - gap);
    const bool run = ImGui::Button("Run", {button, 0}) || enter_pressed();
    ImGui::SameLine();
    const bool cancelled = ImGui::Button("Cancel", {button, 0}) || escape_pressed();
    shown_.insert(shown_.end(), {"[Run]", "[Cancel]"});
    const bool close = cancelled || (run && start());
    end_dialog(close);
    if (close) form_.reset();
}

std::vector<std::string> CommandDialog::rows() const {
    GIMBAL_ON(ui);
    return form_ ? shown_ : std::vector<std::string>{};
}

}  // namespace gimbal::app
