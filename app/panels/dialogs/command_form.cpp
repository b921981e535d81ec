// Draws a field by the type of its value.
#include "app/panels/dialogs/command_form.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cctype>

#include "app/panels/fields/number_field.h"
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
    WorkbenchWindow& window;
    const PanelStyle& style;

    std::string operator()(bool& value) const {
        ImGui::Checkbox("##field", &value);
        return value ? "on" : "off";
    }
    std::string operator()(std::int64_t& value) const {
        const double low = parameter.low.value_or(-1e9), high = parameter.high.value_or(1e9);
        const float speed = high - low < 20 ? 0.05f : 0.25f;
        double number = static_cast<double>(value);
        std::string words = draw_number("##field", number,
                                        {with_unit("%.0f", parameter.unit), Quantity::plain, speed, low, high, true});
        value = static_cast<std::int64_t>(number);
        return words;
    }
    std::string operator()(double& value) const {
        const bool ranged = parameter.low && parameter.high;
        const double range = ranged ? *parameter.high - *parameter.low : 0;
        const float speed = ranged ? static_cast<float>(range) / 200
                                   : 0.01f;  // no slider, whose grab would cover the digits
        return draw_number("##field", value,
                           {with_unit(ranged && range <= 10 ? "%.2f" : "%.3f", parameter.unit),
                            parameter.unit == "m" ? Quantity::length : Quantity::plain, speed, parameter.low,
                            parameter.high, false});
    }
    std::string operator()(std::string& value) const {
        ImGui::InputText("##field", &value);
        focus_ring_if_active(style.palette);
        return value;
    }
    std::string operator()(glm::vec3& value) const {
        std::string words;
        for (int axis = 0; axis < 3; ++axis) {
            double number = value[axis];
            if (axis > 0) {
                ImGui::SetCursorPosX(field_start(style));
                ImGui::SetNextItemWidth(-1);
            }
            words += (axis > 0 ? ", " : "") + draw_number(std::string("##") + "xyz" [axis], number, {});
            value[axis] = static_cast<float>(number);
        }
        return words;
    }
    std::string operator()(glm::vec4& value) const {
        ImGui::ColorEdit4("##field", &value.x, ImGuiColorEditFlags_Float);
        return sensible(value.x) + ", " + sensible(value.y) + ", " + sensible(value.z) + ", " + sensible(value.w);
    }
    std::string operator()(std::monostate) const { return {}; }
    std::string operator()(std::vector<std::string>&) const { return {}; }

private:
    std::string draw_number(const std::string& id, double& value, const NumberLook& look) const {
        const NumberEdit edit = number_field(id.c_str(), value, look);
        if (!edit.problem.empty()) window.notify(edit.problem, NoteLevel::warning);
        return number_words(value, look);
    }
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

void CommandForm::draw_field(WorkbenchWindow& window, const Parameter& parameter, const PanelStyle& style,
                             std::vector<std::string>& rows) {
    const auto argument = arguments_.find(parameter.name);
    if (argument == arguments_.end()) return;
    ImGui::PushID(parameter.name.c_str());
    const std::string name = words(parameter.name);
    label(style, name);
    rows.push_back(name + "  " + std::visit(Field{parameter, window, style}, argument->second));
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
        for (const Parameter& parameter : command_.parameters) draw_field(context.window, parameter, style, rows);
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
