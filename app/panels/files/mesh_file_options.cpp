// The lists come from the document, so a new unit needs no code here.
#include "app/panels/files/mesh_file_options.h"

#include <imgui.h>

#include <algorithm>

#include "api/document/io/mesh_io.h"
#include "app/panels/fields/choice_field.h"
#include "app/panels/fields/number_field.h"
#include "app/panels/files/file_rows.h"
#include "app/panels/widgets.h"
#include "app/workbench_window.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

using document::MeshFormat;
using document::UpAxis;

namespace {

constexpr float axis_width = 150, unit_width = 130;

const MeshFormat* format_of(const std::filesystem::path& file) {  // nullptr: another kind of file, or none
    const auto& formats = document::mesh_formats();
    const auto found = std::ranges::find(formats, document::extension_of(file), &MeshFormat::extension);
    return found == formats.end() ? nullptr : &*found;
}

const char* name_of(UpAxis axis) { return axis == UpAxis::y ? "Y" : "Z"; }

std::vector<std::string> axis_choices(const MeshFormat* format) {
    return {format ? std::string(name_of(format->up_axis)) + " (as usual)" : "As usual", "Y", "Z"};
}

const std::vector<std::string>& unit_choices() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> list;
        for (const document::LengthUnit& unit : document::length_units()) list.push_back(unit.name);
        return list;
    }();
    return names;
}

void next_label(const char* text, float gap) {
    ImGui::SameLine(0, gap);
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(text);
    ImGui::SameLine();
}

// Returns true if Enter was pressed.
bool draw_choice(const char* id, const std::vector<std::string>& choices, std::size_t& chosen, const PanelStyle& style,
                 TabOrder& tabs) {
    if (tabs.is_next()) ImGui::SetKeyboardFocusHere();
    const ChoiceEdit edit = choice_field(id, choices, chosen, style);
    tabs.drawn(edit.active);
    return edit.entered;
}

}  // namespace

bool MeshFileOptions::draw(WorkbenchWindow& window, const PanelStyle& style, const std::filesystem::path& file,
                           TabOrder& tabs, std::vector<std::string>& rows) {
    GIMBAL_ON(ui);
    const float start = file_field_start(style), gap = 16 * style.scale;
    const std::vector<std::string> axes = axis_choices(format_of(file));
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Up axis");
    ImGui::SameLine(start);
    ImGui::SetNextItemWidth(axis_width * style.scale);
    bool entered = draw_choice("up axis", axes, axis_, style, tabs);
    next_label("Unit", gap);
    ImGui::SetNextItemWidth(unit_width * style.scale);
    entered |= draw_choice("unit", unit_choices(), unit_, style, tabs);
    next_label("Scale", gap);
    ImGui::SetNextItemWidth(-1);
    const NumberLook look{"%.6g", Quantity::plain, 0.01f, document::smallest_file_scale, document::largest_file_scale,
                          false};
    if (tabs.is_next()) type_into_first_number();
    const NumberEdit edit = number_field("scale", scale_, look);
    tab_ends_here();
    tabs.drawn(edit.active);
    if (!edit.problem.empty()) window.notify(edit.problem, NoteLevel::warning);
    rows.push_back("Up axis  " + axes[axis_] + "  Unit  " + unit_choices()[unit_] + "  Scale  " +
                   number_words(scale_, look));
    rows.push_back(note(file));
    ImGui::SetCursorPosX(start);
    dim_text(style, rows.back());
    return entered;
}

document::Arguments MeshFileOptions::arguments() const {
    document::Arguments arguments;
    if (axis_ > 0) arguments["up_axis"] = std::string(axis_ == 1 ? "Y" : "Z");
    if (unit_ > 0) arguments["unit"] = document::length_units()[unit_].symbol;
    if (scale_ != 1) arguments["scale"] = scale_;
    return arguments;
}

std::string MeshFileOptions::note(const std::filesystem::path& file) const {
    const MeshFormat* format = format_of(file);
    if (!format && axis_ == 0) return "OBJ and glTF usually have Y up, other formats Z";
    document::FileSpace space;
    if (axis_ > 0) space.up_axis = axis_ == 1 ? UpAxis::y : UpAxis::z;
    space.scale = scale_;
    space.unit = document::length_units()[unit_];
    const document::Conversion conversion = saving_ ? document::Conversion::to_file : document::Conversion::to_scene;
    return document::conversion_words(space, format ? format->up_axis : UpAxis::z, conversion);
}

}  // namespace gimbal::app
