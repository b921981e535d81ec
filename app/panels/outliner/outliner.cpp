// Lists, draws and edits the objects.
#include "app/panels/outliner/outliner.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/panels/outliner/scene_actions.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace key = console::key;

namespace {

constexpr float row_height = 22, eye_width = 24, dot_width = 20;
constexpr std::size_t many_objects = 5000;  // above this the list is rebuilt at most every list_seconds
constexpr double list_seconds = 0.1;

void draw_eye(ImVec2 centre, float scale, bool open, ImU32 colour) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    const float w = 6.5f * scale, h = 5.5f * scale, thick = 1.3f * scale;
    const ImVec2 left{centre.x - w, centre.y}, right{centre.x + w, centre.y};
    list->AddBezierCubic(left, {centre.x - w / 2, centre.y + h}, {centre.x + w / 2, centre.y + h}, right, colour, thick,
                         8);
    if (!open) return;  // a closed eye is drawn as its lower lid
    list->AddBezierCubic(left, {centre.x - w / 2, centre.y - h}, {centre.x + w / 2, centre.y - h}, right, colour, thick,
                         8);
    list->AddCircleFilled(centre, 2 * scale, colour, 8);
}

ImU32 on_screen(glm::vec4 linear) {  // linear RGBA to the screen's sRGB
    const auto byte = [](float c) {
        return static_cast<int>(std::lround(255 * std::pow(std::clamp(c, 0.0f, 1.0f), 1 / 2.2f)));
    };
    return IM_COL32(byte(linear.r), byte(linear.g), byte(linear.b), 255);
}

}  // namespace

void OutlinerPanel::list(double now) {
    scene_ = context_.document.snapshot();
    list_ids(now);
    if (renaming_ && !scene_->find(renaming_)) renaming_ = {};
    if (active_ == scene_->active()) return;
    const int row = row_of(scene_->active());
    if (row < 0 && list_is_late_) return;  // scrolled to once the list has it
    active_ = scene_->active();
    scroll_to_ = row;
}

void OutlinerPanel::list_ids(double now) {
    list_is_late_ = scene_->version() != listed_ && ids_.size() > many_objects && now < listed_at_ + list_seconds;
    if (scene_->version() == listed_ || list_is_late_) return;
    listed_ = scene_->version();
    listed_at_ = now;
    ids_.clear();
    ids_.reserve(scene_->object_count());
    scene_->for_each([this](ObjectId id, const Object&) { ids_.push_back(id); });
}

int OutlinerPanel::row_of(ObjectId id) const {
    const auto at = std::find(ids_.begin(), ids_.end(), id);
    return at == ids_.end() ? -1 : static_cast<int>(at - ids_.begin());
}

void OutlinerPanel::clicked(ObjectId id) {
    const ImGuiIO& io = ImGui::GetIO();
    std::vector<ObjectId> chosen;
    if (io.KeyShift && row_of(active_) >= 0) {
        const auto [first, last] = std::minmax({row_of(active_), row_of(id)});
        chosen.assign(ids_.begin() + first, ids_.begin() + last + 1);
        std::erase(chosen, active_);
        chosen.push_back(active_);  // stays active, so that the next range starts there too
    } else if (io.KeyCtrl) {
        if (!scene_->is_selected(id)) {
            const Object* object = scene_->find(id);
            return context_.window.run_command("object.select", {{"name", object->name}, {"extend", true}});
        }
        chosen = scene_->selection();
        std::erase(chosen, id);
    } else {
        chosen = {id};
    }
    select_objects(context_, chosen);
}

void OutlinerPanel::begin_rename(ObjectId id) {
    const Object* object = scene_->find(id);
    if (!object) return;
    renaming_ = id;
    typed_name_ = object->name;
    rename_begins_ = true;
}

void OutlinerPanel::draw_rename_field(const PanelStyle& style, float width) {
    if (rename_begins_) ImGui::SetKeyboardFocusHere();
    rename_begins_ = false;
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(4, 2));
    ImGui::InputText("##rename", &typed_name_, ImGuiInputTextFlags_AutoSelectAll);
    focus_ring_if_active(style.palette);
    ImGui::PopStyleVar();
    if (!ImGui::IsItemDeactivated()) return;  // Escape restores the old name, which changes nothing
    const Object* object = scene_->find(renaming_);
    if (object && !typed_name_.empty() && typed_name_ != object->name)
        rename_object(context_, object->name, typed_name_);
    renaming_ = {};
}

void OutlinerPanel::draw_name(const PanelStyle& style, ObjectId id, const Object& object, ImVec2 at, float width) {
    if (ImGui::InvisibleButton("##name", {width, row_height * style.scale})) clicked(id);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) begin_rename(id);
    const bool is_active = id == active_, hovered = ImGui::IsItemHovered();
    const ImU32 colour = !object.visible ? style.palette.dim : is_active ? IM_COL32_WHITE : style.palette.text;
    const float y = at.y + (row_height * style.scale - style.ui_size) / 2;
    draw_text(style, at.x, y, colour, elided(style, object.name, width));
    if (hovered && text_width(style, object.name) > width) late_tooltip(object.name);
}

void OutlinerPanel::draw_row(const PanelStyle& style, ObjectId id, const Object& object) {
    const float scale = style.scale, height = row_height * scale;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const bool selected = scene_->is_selected(id);
    const bool hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(at, {at.x + width, at.y + height});
    const ImU32 paler = (style.palette.selection & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 140);
    const ImU32 ground = !selected ? style.palette.field_hover : id == active_ ? style.palette.selection : paler;
    if (selected || hovered)
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height}, ground, 3 * scale);

    if (ImGui::InvisibleButton("##eye", {eye_width * scale, height}))
        set_visible(context_, object.name, !object.visible);
    const bool eye_hovered = ImGui::IsItemHovered();
    late_tooltip(object.visible ? "Hide" : "Show");
    const ImU32 eye_colour = eye_hovered      ? style.palette.text
                             : object.visible ? style.palette.title
                                              : style.palette.line_number;
    draw_eye({at.x + eye_width * scale / 2, at.y + height / 2}, scale, object.visible, eye_colour);
    ImGui::GetWindowDrawList()->AddCircleFilled({at.x + (eye_width + dot_width / 2 - 2) * scale, at.y + height / 2},
                                                4 * scale, on_screen(object.colour), 12);
    const float name_x = (eye_width + dot_width) * scale;
    ImGui::SameLine(0, dot_width * scale);
    if (id == renaming_) draw_rename_field(style, width - name_x);
    else draw_name(style, id, object, {at.x + name_x, at.y}, std::max(1.0f, width - name_x - 6 * scale));
    ImGui::SetCursorScreenPos({at.x, at.y + height});
    shown_.push_back(object.name + (object.visible ? "" : "  hidden") +
                     (id == active_ ? "  active"
                      : selected    ? "  selected"
                                    : ""));
}

void OutlinerPanel::draw_rows(const PanelStyle& style) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    compat::begin_child("##rows", {0, 0}, ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground);
    const float height = row_height * style.scale;
    if (scroll_to_ >= 0) {
        const float top = scroll_to_ * height, view = ImGui::GetWindowHeight();
        if (top < ImGui::GetScrollY()) ImGui::SetScrollY(top);
        else if (top + height > ImGui::GetScrollY() + view) ImGui::SetScrollY(top + height - view);
        scroll_to_ = -1;
    }
    ImGuiListClipper clipper;  // draws only the visible rows, so 100,000 objects cost no more than ten
    clipper.Begin(static_cast<int>(ids_.size()), height);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const ObjectId id = ids_[static_cast<std::size_t>(row)];
            ImGui::PushID(static_cast<int>(id.index));
            if (const Object* object = scene_->find(id)) draw_row(style, id, *object);
            ImGui::PopID();
        }
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

void OutlinerPanel::step_to(int row) {
    if (ids_.empty()) return;
    const ObjectId id = ids_[static_cast<std::size_t>(std::clamp(row, 0, static_cast<int>(ids_.size()) - 1))];
    if (id != active_) select_objects(context_, std::span(&id, 1));
}

void OutlinerPanel::handle_key(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release || renaming_) return;
    if (event.mods & (key::control | key::alt)) return;
    const int row = row_of(active_);
    switch (event.code) {
        case key::up: step_to(row < 0 ? static_cast<int>(ids_.size()) - 1 : row - 1); break;
        case key::down: step_to(row + 1); break;
        case key::home: step_to(0); break;
        case key::end: step_to(static_cast<int>(ids_.size()) - 1); break;
        case key::f1 + 1: begin_rename(active_); break;  // F2
        case key::del:
        case key::letter('X'): perform_command(context_, "object.delete"); break;
        default: break;
    }
}

void OutlinerPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                         double now) {
    GIMBAL_ON(ui);
    list(now);
    if (focused)
        for (const InputEvent& event : input) {
            handle_key(event);
            list(now);
        }
    const std::size_t count = scene_->object_count();
    const std::string note = with_thousands(count) + (count == 1 ? " object" : " objects");
    begin_panel("##outliner", rect, style, style.palette.panel, "Outliner", note.c_str(), focused);
    shown_ = {"Outliner  " + note};
    if (count > 0) {
        draw_rows(style);
    } else {
        const std::string hint = "Nothing here yet.\nFile > Open mesh\xE2\x80\xA6\nor gimbal.scene.add(\"torus\")";
        dim_text(style, hint);
        shown_.push_back(hint);
    }
    end_panel();
}

double OutlinerPanel::next_tick() const {
    GIMBAL_ON(ui);
    return list_is_late_ ? listed_at_ + list_seconds : Panel::next_tick();
}
std::vector<std::string> OutlinerPanel::rows() const {
    GIMBAL_ON(ui);
    return shown_;
}

}  // namespace gimbal::app
