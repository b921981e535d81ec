// Draws a field by the type of its value.
#include "app/panels/dialogs/command_form.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>

#include "app/panels/fields/choice_field.h"
#include "app/panels/fields/number_field.h"
#include "app/panels/files/file_browser.h"
#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

using document::Parameter;
using document::Value;

namespace {

std::string words(std::string name) {  // "merge_distance" -> "Merge distance"
    std::replace(name.begin(), name.end(), '_', ' ');
    return capitalised(std::move(name));
}

std::string with_unit(std::string format, const std::string& unit) {  // a printf format, so % is doubled
    if (unit.empty()) return format;
    format += ' ';
    for (char c : unit) format += c == '%' ? "%%" : std::string(1, c);
    return format;
}

// What a field needs besides its value.
struct FieldPlace {
    const Parameter& parameter;
    AppContext& context;
    FileBrowser* browser;  // null: outside a dialog, where a path is typed
    const PanelStyle& style;
    TabOrder& tabs;
    std::function<void(std::string)> set_path{};  // the file that the browser has found
};

// Draws the field of a value and returns its text.
struct Field : FieldPlace {
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
    std::string operator()(double& value) const { return draw_real("##field", value); }
    std::string operator()(std::string& value) const {
        if (!parameter.choices.empty()) return draw_choice(parameter.choices, value);
        if (parameter.kind == document::TextKind::object) return draw_object(value);
        const bool has_button = parameter.kind == document::TextKind::path && browser;
        const float button = has_button ? ImGui::GetFrameHeight() : 0;
        if (has_button) ImGui::SetNextItemWidth(-button - ImGui::GetStyle().ItemInnerSpacing.x);
        if (is_next()) ImGui::SetKeyboardFocusHere();
        ImGui::InputText("##field", &value);
        tabs.drawn(ImGui::IsItemActive());
        focus_ring_if_active(style.palette);
        if (has_button) {
            ImGui::SameLine(0, ImGui::GetStyle().ItemInnerSpacing.x);
            if (ImGui::Button("\xE2\x80\xA6", {button, 0}))
                browser->open(
                    {.title = words(parameter.name),
                     .accepted = [set = set_path](const std::filesystem::path& path) { set(path.string()); }});
        }
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
            words += (axis > 0 ? ", " : "") + draw_real(std::string("##") + "xyz"[axis], number);
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
    bool is_next() const { return browser && tabs.is_next(); }  // outside a dialog, number fields pass Tab on

    // Angles are shown in degrees.
    std::string draw_real(const std::string& id, double& value) const {
        const bool radians = parameter.unit == "rad", angle = radians || parameter.unit == "deg";
        const double factor = radians ? glm::degrees(1.0) : 1;
        const auto scaled = [&](std::optional<double> limit) { return limit ? std::optional(*limit * factor) : limit; };
        NumberLook look{.low = scaled(parameter.low), .high = scaled(parameter.high)};
        const bool ranged = look.low && look.high && *look.high - *look.low < 1e4;
        const double range = ranged ? *look.high - *look.low : 0;
        if (ranged) look.speed = static_cast<float>(range) / 200;  // no slider, whose grab would cover the digits
        else if (angle) look.speed = 0.5f;
        if (angle) look.quantity = Quantity::angle;
        else if (parameter.unit == "m") look.quantity = Quantity::length;
        look.format = angle ? "%.1f\xC2\xB0" : with_unit(ranged && range <= 10 ? "%.2f" : "%.3f", parameter.unit);
        double number = value * factor;
        std::string words = draw_number(id, number, look);
        if (number != value * factor) value = number / factor;
        return words;
    }

    std::string draw_number(const std::string& id, double& value, const NumberLook& look) const {
        if (is_next()) type_into_first_number();
        const NumberEdit edit = number_field(id.c_str(), value, look);
        if (browser) tab_ends_here();
        tabs.drawn(edit.active);
        if (!edit.problem.empty()) context.window.notify(edit.problem, NoteLevel::warning);
        return number_words(value, look);
    }

    std::string draw_choice(const std::vector<std::string>& choices, std::string& value) const {
        if (choices.empty()) {
            ImGui::TextDisabled("the scene is empty");
            return value;
        }
        const auto found = std::ranges::find(choices, value);
        std::size_t chosen = found == choices.end() ? 0 : static_cast<std::size_t>(found - choices.begin());
        if (is_next()) ImGui::SetKeyboardFocusHere();
        const ChoiceEdit edit = choice_field("##field", choices, chosen, style);
        tabs.drawn(edit.active);
        value = choices[chosen];
        return value;
    }

    std::string draw_object(std::string& value) const {
        std::vector<std::string> names;
        constexpr const char* nothing = "none";
        if (!parameter.required) names.emplace_back(nothing);
        context.document.snapshot()->for_each(
            [&](document::ObjectId, const document::Object& object) { names.push_back(object.name); });
        if (!parameter.required && value.empty()) value = nothing;
        const std::string words = draw_choice(names, value);
        if (!parameter.required && value == nothing) value.clear();
        return words;
    }
};

bool is_field(const Value& value) {  // the selection gives the names
    return !std::holds_alternative<std::vector<std::string>>(value);
}

}  // namespace

CommandForm::CommandForm(document::CommandPtr command) : command_(std::move(command)) {
    for (const Parameter& parameter : command_->parameters) {
        const Value& value = parameter.default_value;
        if (!is_field(value)) continue;
        arguments_[parameter.name] = std::holds_alternative<std::monostate>(value) ? Value(std::string()) : value;
    }
}

void CommandForm::set_arguments(const document::Arguments& arguments) {
    GIMBAL_ON(ui);
    for (auto& [name, value] : arguments_)
        if (const auto given = arguments.find(name); given != arguments.end()) value = given->second;
}

void CommandForm::begin(const Scene& scene) {
    GIMBAL_ON(ui);
    takes_keyboard_ = true;
    const document::Object* active = scene.find(scene.active());
    for (const Parameter& parameter : command_->parameters) {
        const auto argument = arguments_.find(parameter.name);
        if (!parameter.required || argument == arguments_.end()) continue;
        auto* text = std::get_if<std::string>(&argument->second);
        if (!text || !text->empty()) continue;
        if (!parameter.choices.empty()) *text = parameter.choices.front();
        else if (parameter.kind == document::TextKind::object && active) *text = active->name;
    }
}

void CommandForm::draw_field(AppContext& context, FileBrowser* browser, const Parameter& parameter,
                             const PanelStyle& style, std::vector<std::string>& rows) {
    const auto argument = arguments_.find(parameter.name);
    if (argument == arguments_.end()) return;
    ImGui::PushID(parameter.name.c_str());
    const std::string name = words(parameter.name);
    label(style, name);
    const auto set_path = [this, name = parameter.name](std::string path) { arguments_[name] = std::move(path); };
    const Field field{{parameter, context, browser, style, tabs_, set_path}};
    rows.push_back(name + "  " + std::visit(field, argument->second));
    late_tooltip(parameter.doc);
    ImGui::PopID();
}

void CommandForm::draw_fields(AppContext& context, FileBrowser& browser, const PanelStyle& style,
                              std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    tabs_.begin();
    if (std::exchange(takes_keyboard_, false)) tabs_.want_first();
    for (const Parameter& parameter : command_->parameters) draw_field(context, &browser, parameter, style, rows);
    tabs_.end();
}

// A script may say why its command cannot run without a change of the scene.
void CommandForm::update_reason(const Scene& scene) {
    if (scene.version() == reasoned_ && !command_->of_script()) return;
    reason_ = command_->reason(scene);
    reasoned_ = scene.version();
}

void CommandForm::draw(AppContext& context, const Scene& scene, const PanelStyle& style,
                       std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    update_reason(scene);
    ImGui::PushID(command_->name.c_str());
    rows.push_back(command_->label);
    if (heading(style, command_->label.c_str())) {
        tabs_.begin();
        for (const Parameter& parameter : command_->parameters) draw_field(context, nullptr, parameter, style, rows);
        ImGui::SetCursorPosX(field_start(style));
        ImGui::BeginDisabled(!reason_.empty());
        const bool clicked = ImGui::Button((command_->label + "##run").c_str(), {-1, 0});
        ImGui::EndDisabled();
        late_tooltip(command_->doc);
        if (!reason_.empty()) {
            ImGui::SetCursorPosX(field_start(style));
            dim_text(style, reason_);
        }
        rows.push_back("[" + command_->label + "]" + (reason_.empty() ? "" : "  " + reason_));
        if (clicked) context.window.run_command(command_->name, arguments_);
    }
    ImGui::PopID();
}

}  // namespace gimbal::app
