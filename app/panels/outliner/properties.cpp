// Draws the sections of the panel, and passes each edited field to LiveEdit.
#include "app/panels/outliner/properties.h"

#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/panels/fields/number_field.h"
#include "app/panels/outliner/scene_actions.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

// A property of three numbers: its label, how it is shown, and the command that sets it.
struct VectorField {
    const char* label;
    glm::vec3 Object::*member;
    const char* command;
    const char* parameter;
    const char* format;
    Quantity quantity;
    float unit;  // shown value = stored value * unit
    float speed;
};

namespace {

constexpr const char* square_metres = " m\xC2\xB2";
constexpr const char* cubic_metres = " m\xC2\xB3";
constexpr const char* times = " \xC3\x97 ";
constexpr const char* dots = "\xE2\x80\xA6";

const VectorField vector_fields[] = {
    {"Location", &Object::location, "object.set_location", "location", "%.3f m", Quantity::length, 1, 0.01f},
    {"Rotation", &Object::rotation, "object.set_rotation", "rotation", "%.1f\xC2\xB0", Quantity::angle, 57.29577951f,
     0.5f},
    {"Scale", &Object::scale, "object.set_scale", "scale", "%.3f", Quantity::plain, 1, 0.01f},
};

glm::vec4 to_screen(glm::vec4 linear) {  // colour pickers use sRGB, objects store linear colours
    for (int c = 0; c < 3; ++c) linear[c] = std::pow(std::max(linear[c], 0.0f), 1 / 2.2f);
    return linear;
}
glm::vec4 from_screen(glm::vec4 shown) {
    for (int c = 0; c < 3; ++c) shown[c] = std::pow(std::max(shown[c], 0.0f), 2.2f);
    return shown;
}

// Uses the same number of decimals for all sides, chosen by the longest.
std::string size_text(glm::vec3 size) {
    const float longest = std::max({size.x, size.y, size.z});
    const int decimals = longest >= 1000    ? 0
                         : longest >= 100   ? 1
                         : longest >= 10    ? 2
                         : longest >= 0.1f  ? 3
                         : longest >= 1e-3f ? 5
                                            : 8;
    char text[160];
    std::snprintf(text, sizeof text, "%.*f%s%.*f%s%.*f m", decimals, size.x, times, decimals, size.y, times, decimals,
                  size.z);
    return text;
}

}  // namespace

void PropertiesPanel::draw_vector(const PanelStyle& style, const VectorField& field, ObjectId id,
                                  const Object& object) {
    for (int axis = 0; axis < 3; ++axis) {
        const std::string letter(1, "XYZ"[axis]);
        const std::string name = axis == 0 ? field.label + (" " + letter) : letter;
        const std::string key = field.label + letter;
        label(style, name);
        const NumberLook look{.format = field.format, .quantity = field.quantity, .speed = field.speed};
        double value = static_cast<double>((object.*field.member)[axis]) * field.unit;
        const NumberEdit edit = number_field(("##" + key).c_str(), value, look);
        if (!edit.problem.empty()) context_.window.notify(edit.problem, NoteLevel::warning);
        shown_.push_back(name + "  " + number_words(value, look));
        const bool fits = std::isfinite(static_cast<float>(value / field.unit));
        edit_.after_field(
            key, id, edit.changed && fits, edit.active, std::string("Set ") + field.parameter,
            [&](Object& o) { (o.*field.member)[axis] = static_cast<float>(value / field.unit); }, field.command,
            [&] {
                const Object now = context_.document.get(id);
                return document::Arguments{{"name", now.name}, {field.parameter, now.*field.member}};
            });
    }
}

void PropertiesPanel::draw_colour(const PanelStyle& style, ObjectId id, const Object& object) {
    label(style, "Colour");
    glm::vec4 shown_colour = to_screen(object.colour);
    const ImVec4 swatch{shown_colour.r, shown_colour.g, shown_colour.b, shown_colour.a};
    constexpr ImGuiColorEditFlags flags = ImGuiColorEditFlags_AlphaPreviewHalf | ImGuiColorEditFlags_NoTooltip |
                                          ImGuiColorEditFlags_NoDragDrop;
    const ImVec2 field{ImGui::GetContentRegionAvail().x, ImGui::GetFrameHeight()};
    if (ImGui::ColorButton("##colour", swatch, flags, field)) ImGui::OpenPopup("##picker");
    char text[16];
    std::snprintf(text, sizeof text, "#%02X%02X%02X", static_cast<int>(std::lround(255 * swatch.x)),
                  static_cast<int>(std::lround(255 * swatch.y)), static_cast<int>(std::lround(255 * swatch.z)));
    const std::string opacity = swatch.w < 1 ? "  " + std::to_string(std::lround(100 * swatch.w)) + " % opaque" : "";
    shown_.push_back(std::string("Colour  ") + text + opacity);
    const PopupLook look(style);
    const ImVec2 swatch_low = ImGui::GetItemRectMin(), swatch_high = ImGui::GetItemRectMax();
    const float half = 190 * style.scale, bottom = std::max(half, ImGui::GetIO().DisplaySize.y - half);
    // Beside the panel, so that it covers no field.
    ImGui::SetNextWindowPos(
        {ImGui::GetWindowPos().x - 8 * style.scale, std::clamp((swatch_low.y + swatch_high.y) / 2, half, bottom)},
        ImGuiCond_Always, {1, 0.5f});
    if (!ImGui::BeginPopup("##picker")) return;
    const bool changed = ImGui::ColorPicker4("##pick", &shown_colour.x,
                                             ImGuiColorEditFlags_NoSidePreview | ImGuiColorEditFlags_AlphaBar |
                                                 ImGuiColorEditFlags_AlphaPreviewHalf | ImGuiColorEditFlags_DisplayRGB |
                                                 ImGuiColorEditFlags_DisplayHex);
    edit_.after_field(
        "colour", id, changed, ImGui::IsItemActive(), "Set colour",
        [&](Object& o) { o.colour = from_screen(shown_colour); }, "object.set_colour",
        [&] {
            const Object now = context_.document.get(id);
            return document::Arguments{{"name", now.name}, {"colour", now.colour}};
        });
    ImGui::EndPopup();
}

void PropertiesPanel::draw_object(const PanelStyle& style, ObjectId id, const Object& object) {
    shown_.push_back("Object");
    if (!heading(style, "Object")) return;
    for (const VectorField& field : vector_fields) draw_vector(style, field, id, object);
    label(style, "Visible");
    bool visible = object.visible;
    if (ImGui::Checkbox("##visible", &visible)) set_visible(context_, object.name, visible);
    shown_.push_back(std::string("Visible  ") + (object.visible ? "yes" : "no"));
    draw_colour(style, id, object);
}

void PropertiesPanel::fact(const PanelStyle& style, const char* name, const std::string& value) {
    label(style, name);
    ImGui::AlignTextToFramePadding();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, height = ImGui::GetFrameHeight();
    ImGui::Dummy({width, height});
    draw_text(style, at.x, at.y + ImGui::GetStyle().FramePadding.y, style.palette.text, elided(style, value, width));
    if (text_width(style, value) > width) late_tooltip(value);
    shown_.push_back(std::string(name) + "  " + value);
}

void PropertiesPanel::draw_mesh(const PanelStyle& style, const Object& object) {
    shown_.push_back("Mesh");
    if (!heading(style, "Mesh") || !object.mesh) return;
    std::optional<MeshFigures> known = figures_.of(object.mesh, object.mesh_version);
    if (known && known->failed) known.reset();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(8 * style.scale, 0));
    fact(style, "Vertices", with_thousands(object.mesh->vertex_count()));
    fact(style, "Triangles", with_thousands(object.mesh->triangle_count()));
    const glm::vec3 size = known && !known->bounds.empty ? known->bounds.high - known->bounds.low : glm::vec3(0);
    fact(style, "Size", known ? size_text(size) : dots);
    fact(style, "Area", known ? sensible(known->area) + square_metres : dots);
    fact(style, "Volume", !known ? dots : known->closed ? sensible(known->volume) + cubic_metres : "open");
    ImGui::PopStyleVar();
}

void PropertiesPanel::draw_buttons(const PanelStyle& style) {
    for (const auto& [panel, entries] : buttons_) {
        shown_.push_back(panel);
        if (!heading(style, panel.c_str())) continue;
        for (const PanelButton& button : entries) {
            ImGui::PushID(static_cast<int>(button.id));
            ImGui::SetCursorPosX(field_start(style));
            if (ImGui::Button((button.label + "##button").c_str(), {-1, 0}))
                context_.module.click_panel_button(button.id, button.label);
            late_tooltip(button.doc);
            ImGui::PopID();
            shown_.push_back("[" + button.label + "]");
        }
    }
}

PropertiesPanel::PropertiesPanel(AppContext& context) : context_(context) {
    for (const document::CommandPtr& command : context.commands.document().all())
        if (acts_on_meshes(*command)) forms_.emplace_back(command);
}

void PropertiesPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                           double) {
    GIMBAL_ON(ui);
    for (const InputEvent& event : input)
        if (focused && event.kind == InputEvent::Kind::key && event.code == console::key::tab &&
            event.action == InputEvent::Action::press)
            type_into_first_number();
    const ScenePtr scene = context_.document.snapshot();
    const ObjectId id = scene->active();
    const Object* object = scene->find(id);
    begin_panel("##properties", rect, style, style.palette.panel, "Properties",
                object ? object->name.c_str() : "nothing selected", focused);
    shown_ = {std::string("Properties  ") + (object ? object->name : "nothing selected")};
    compat::begin_child("##content", {0, 0}, ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground);
    ImGui::PushID(static_cast<int>(id.index));  // ImGui must not take the field of one object for that of another
    if (object) {
        draw_object(style, id, *object);
        draw_mesh(style, *object);
    } else {
        const std::string hint = scene->object_count() > 0
                                     ? "Click an object in the view or in the outliner to see and edit it here."
                                     : "An object's properties appear here once the scene has one.";
        dim_text(style, hint);
        shown_.push_back(hint);
    }
    ImGui::PopID();
    for (CommandForm& form : forms_)
        if (form.has_fields()) form.draw(context_, *scene, style, shown_);
    draw_buttons(style);
    ImGui::EndChild();
    end_panel();
    edit_.end_of_frame();
}

std::vector<std::string> PropertiesPanel::rows() const {
    GIMBAL_ON(ui);
    return shown_;
}

void PropertiesPanel::set_buttons(std::vector<PanelButton> buttons) {
    GIMBAL_ON(ui);
    buttons_.clear();
    for (PanelButton& button : buttons) buttons_[button.panel].push_back(std::move(button));
}

}  // namespace gimbal::app
