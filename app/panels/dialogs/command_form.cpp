// Draws a field by the type of its value.
#include "app/panels/dialogs/command_form.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>
#include <cstdio>

#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

using document::Parameter;
using document::Value;

namespace {

std::string words(std::string name) {  // "merge_distance" -> "Merge distance"
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

std::string with_unit(std::string format, const std::string& unit) {  // a printf format, so % is doubled
    if (unit.empty()) return format;
    format += ' ';
    for (char c : unit) format += c == '%' ? "%%" : std::string(1, c);
    return format;
}

// Draws the field of a value and returns its text.
struct Field {
    const Parameter& parameter;

    std::string operator()(bool& value) const {
        ImGui::Checkbox("##field", &value);
        return value ? "on" : "off";
    }
    std::string operator()(std::int64_t& value) const {
        const std::string format = with_unit("%lld", parameter.unit);
        const std::int64_t low = static_cast<std::int64_t>(parameter.low.value_or(-1e9)),
                           high = static_cast<std::int64_t>(parameter.high.value_or(1e9));
        const float speed = high - low < 20 ? 0.05f : 0.25f;
        ImGui::DragScalar("##field", ImGuiDataType_S64, &value, speed, &low, &high, format.c_str(),
                          ImGuiSliderFlags_AlwaysClamp);
        char text[64];
        std::snprintf(text, sizeof text, format.c_str(), static_cast<long long>(value));
        return text;
    }
    std::string operator()(double& value) const {
        const bool ranged = parameter.low && parameter.high;
        const std::string format = with_unit(ranged && *parameter.high - *parameter.low <= 10 ? "%.2f" : "%.3f",
                                             parameter.unit);
        const double low = parameter.low.value_or(-1e9), high = parameter.high.value_or(1e9);
        const float speed = ranged ? static_cast<float>(high - low) / 200
                                   : 0.01f;  // no slider, whose grab would cover the digits
        ImGui::DragScalar("##field", ImGuiDataType_Double, &value, speed, &low, &high, format.c_str(),
                          ImGuiSliderFlags_AlwaysClamp);
        char text[64];
        std::snprintf(text, sizeof text, format.c_str(), value);
        return text;
    }
    std::string operator()(std::string& value) const {
        ImGui::InputText("##field", &value);
        return value;
    }
    std::string operator()(glm::vec3& value) const {
        ImGui::DragFloat3("##field", &value.x, 0.01f, 0, 0, "%.3f");
        return sensible(value.x) + ", " + sensible(value.y) + ", " + sensible(value.z);
    }
    std::string operator()(glm::vec4& value) const {
        ImGui::ColorEdit4("##field", &value.x, ImGuiColorEditFlags_Float);
        return sensible(value.x) + ", " + sensible(value.y) + ", " + sensible(value.z) + ", " + sensible(value.w);
    }
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(std::vector<std::string>&) const { return {}; }
};

bool is_field(const Value& value) {  // the selection gives the names
    return !std::holds_alternative<std::vector<std::string>>(value) && !std::holds_alternative<std::monostate>(value);
}

}  // namespace

CommandForm::CommandForm(const document::Command& command) : command_(command) {
    for (const Parameter& parameter : command.parameters)
        if (is_field(parameter.default_value)) arguments_[parameter.name] = parameter.default_value;
}

bool CommandForm::has_fields() const { return !arguments_.empty(); }

void CommandForm::draw_field(const Parameter& parameter, const PanelStyle& style, std::vector<std::string>& rows) {
    const auto argument = arguments_.find(parameter.name);
    if (argument == arguments_.end()) return;
    ImGui::PushID(parameter.name.c_str());
    const std::string name = words(parameter.name);
    label(style, name);
    rows.push_back(name + "  " + std::visit(Field{parameter}, argument->second));
    late_tooltip(parameter.doc);
    ImGui::PopID();
}

void CommandForm::draw(AppContext& context, const Scene& scene, const PanelStyle& style,
                       std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    if (scene.version() != reasoned_) {
        reason_ = command_.reason(scene);
        reasoned_ = scene.version();
    }
    ImGui::PushID(command_.name.c_str());
    rows.push_back(command_.label);
    if (heading(style, command_.label.c_str())) {
        for (const Parameter& parameter : command_.parameters) draw_field(parameter, style, rows);
        ImGui::SetCursorPosX(field_start(style));
        ImGui::BeginDisabled(!reason_.empty());
        const bool clicked = ImGui::Button((command_.label + "##run").c_str(), {-1, 0});
        ImGui::EndDisabled();
        late_tooltip(command_.doc);
        if (!reason_.empty()) {
            ImGui::SetCursorPosX(field_start(style));
            dim_text(style, reason_);
        }
        rows.push_back("[" + command_.label + "]" + (reason_.empty() ? "" : "  " + reason_));
        if (clicked) context.window.run_command(command_.name, arguments_);
    }
    ImGui::PopID();
}

}  // namespace gimbal::app
