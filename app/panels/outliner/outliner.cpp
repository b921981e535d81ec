// The Outliner: the list of objects with visibility, colour and name. Mouse and keys select, rename and delete.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "app/panels/outliner/scene_actions.h"
#include "app/panels/panels.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

using console::InputEvent;
using console::PanelStyle;
using console::Rect;
using document::Object;
using document::ObjectId;
using document::Scene;
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

struct OutlinerPanel::State {
    explicit State(AppContext& c) : context(c) {}
    AppContext& context;
    document::ScenePtr scene;
    std::vector<ObjectId> ids;  // in the scene's order, at the version `listed`
    std::uint64_t listed = ~std::uint64_t{0};
    double listed_at = 0;
    bool list_is_late = false;  // the list is rebuilt at listed_at + list_seconds
    ObjectId active;            // in the last frame; a new one is scrolled into view
    ObjectId renaming;
    std::string typed_name;
    bool rename_begins = false;
    int scroll_to = -1;
    std::vector<std::string> shown;

    void list(double now);
    void list_ids(double now);
    int row_of(ObjectId id) const;
    void draw_rows(const PanelStyle& style);
    void draw_row(const PanelStyle& style, ObjectId id, const Object& object);
    void draw_name(const PanelStyle& style, ObjectId id, const Object& object, ImVec2 at, float width);
    void clicked(ObjectId id);
    void begin_rename(ObjectId id);
    void draw_rename_field(float width);
    void handle_key(const InputEvent& event);
    void step_to(int row);
};

void OutlinerPanel::State::list(double now) {
    scene = context.document.snapshot();
    list_ids(now);
    if (renaming && !scene->find(renaming)) renaming = {};
    if (active == scene->active()) return;
    const int row = row_of(scene->active());
    if (row < 0 && list_is_late) return;  // scrolled to once the list has it
    active = scene->active();
    scroll_to = row;
}

void OutlinerPanel::State::list_ids(double now) {
    list_is_late = scene->version() != listed && ids.size() > many_objects && now < listed_at + list_seconds;
    if (scene->version() == listed || list_is_late) return;
    listed = scene->version();
    listed_at = now;
    ids.clear();
    ids.reserve(scene->object_count());
    scene->for_each([this](ObjectId id, const Object&) { ids.push_back(id); });
}

int OutlinerPanel::State::row_of(ObjectId id) const {
    const auto at = std::find(ids.begin(), ids.end(), id);
    return at == ids.end() ? -1 : static_cast<int>(at - ids.begin());
}

void OutlinerPanel::State::clicked(ObjectId id) {
    const ImGuiIO& io = ImGui::GetIO();
    std::vector<ObjectId> chosen;
    if (io.KeyShift && row_of(active) >= 0) {
        const auto [first, last] = std::minmax({row_of(active), row_of(id)});
        chosen.assign(ids.begin() + first, ids.begin() + last + 1);
        std::erase(chosen, active);
        chosen.push_back(active);  // stays active, so that the next range starts there too
    } else if (io.KeyCtrl) {
        if (!scene->is_selected(id)) {
            const Object* object = scene->find(id);
            return context.window.run_command("object.select", {{"name", object->name}, {"extend", true}});
        }
        chosen = scene->selection();
        std::erase(chosen, id);
    } else {
        chosen = {id};
    }
    select_objects(context, chosen);
}

void OutlinerPanel::State::begin_rename(ObjectId id) {
    const Object* object = scene->find(id);
    if (!object) return;
    renaming = id;
    typed_name = object->name;
    rename_begins = true;
}

void OutlinerPanel::State::draw_rename_field(float width) {
    if (rename_begins) ImGui::SetKeyboardFocusHere();
    rename_begins = false;
    ImGui::SetNextItemWidth(width);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, ImVec2(4, 2));
    ImGui::InputText("##rename", &typed_name, ImGuiInputTextFlags_AutoSelectAll);
    ImGui::PopStyleVar();
    if (!ImGui::IsItemDeactivated()) return;  // Escape restores the old name, which changes nothing
    const Object* object = scene->find(renaming);
    if (object && !typed_name.empty() && typed_name != object->name) rename_object(context, object->name, typed_name);
    renaming = {};
}

void OutlinerPanel::State::draw_name(const PanelStyle& style, ObjectId id, const Object& object, ImVec2 at,
                                     float width) {
    if (ImGui::InvisibleButton("##name", {width, row_height * style.scale})) clicked(id);
    if (ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0)) begin_rename(id);
    const bool is_active = id == active, hovered = ImGui::IsItemHovered();
    const ImU32 colour = !object.visible ? style.palette.dim : is_active ? IM_COL32_WHITE : style.palette.text;
    const float y = at.y + (row_height * style.scale - style.ui_size) / 2;
    draw_text(style.ui, style.ui_size, at.x, y, colour, elided(style.ui, style.ui_size, object.name, width));
    if (hovered && text_width(style.ui, style.ui_size, object.name) > width) late_tooltip(object.name);
}

void OutlinerPanel::State::draw_row(const PanelStyle& style, ObjectId id, const Object& object) {
    const float scale = style.scale, height = row_height * scale;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const bool selected = scene->is_selected(id);
    const bool hovered = ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(at, {at.x + width, at.y + height});
    const ImU32 paler = (style.palette.selection & ~IM_COL32_A_MASK) | IM_COL32(0, 0, 0, 140);
    const ImU32 ground = !selected ? style.palette.field_hover : id == active ? style.palette.selection : paler;
    if (selected || hovered)
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height}, ground, 3 * scale);

    if (ImGui::InvisibleButton("##eye", {eye_width * scale, height}))
        set_visible(context, object.name, !object.visible);
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
    if (id == renaming) draw_rename_field(width - name_x);
    else draw_name(style, id, object, {at.x + name_x, at.y}, std::max(1.0f, width - name_x - 6 * scale));
    ImGui::SetCursorScreenPos({at.x, at.y + height});
    shown.push_back(object.name + (object.visible ? "" : "  hidden") +
                    (id == active ? "  active"
                     : selected   ? "  selected"
                                  : ""));
}

void OutlinerPanel::State::draw_rows(const PanelStyle& style) {
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    compat::begin_child("##rows", {0, 0}, ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoBackground);
    const float height = row_height * style.scale;
    if (scroll_to >= 0) {
        const float top = scroll_to * height, view = ImGui::GetWindowHeight();
        if (top < ImGui::GetScrollY()) ImGui::SetScrollY(top);
        else if (top + height > ImGui::GetScrollY() + view) ImGui::SetScrollY(top + height - view);
        scroll_to = -1;
    }
    ImGuiListClipper clipper;  // draws only the visible rows, so 100,000 objects cost no more than ten
    clipper.Begin(static_cast<int>(ids.size()), height);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const ObjectId id = ids[static_cast<std::size_t>(row)];
            ImGui::PushID(static_cast<int>(id.index));
            if (const Object* object = scene->find(id)) draw_row(style, id, *object);
            ImGui::PopID();
        }
    }
    ImGui::EndChild();
    ImGui::PopStyleVar();
}

void OutlinerPanel::State::step_to(int row) {
    if (ids.empty()) return;
    const ObjectId id = ids[static_cast<std::size_t>(std::clamp(row, 0, static_cast<int>(ids.size()) - 1))];
    if (id != active) select_objects(context, std::span(&id, 1));
}

void OutlinerPanel::State::handle_key(const InputEvent& event) {
    if (event.kind != InputEvent::Kind::key || event.action == InputEvent::Action::release || renaming) return;
    if (event.mods & (key::control | key::alt)) return;
    const int row = row_of(active);
    switch (event.code) {
        case key::up: step_to(row < 0 ? static_cast<int>(ids.size()) - 1 : row - 1); break;
        case key::down: step_to(row + 1); break;
        case key::home: step_to(0); break;
        case key::end: step_to(static_cast<int>(ids.size()) - 1); break;
        case key::f1 + 1: begin_rename(active); break;  // F2
        case key::del:
        case key::letter('X'): perform_command(context, "object.delete"); break;
        default: break;
    }
}

OutlinerPanel::OutlinerPanel(AppContext& context) : state_(std::make_unique<State>(context)) {}
OutlinerPanel::~OutlinerPanel() = default;

void OutlinerPanel::draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused,
                         double now) {
    GIMBAL_ON(ui);
    State& state = *state_;
    state.list(now);
    if (focused)
        for (const InputEvent& event : input) {
            state.handle_key(event);
            state.list(now);
        }
    const std::size_t count = state.scene->object_count();
    const std::string note = with_thousands(count) + (count == 1 ? " object" : " objects");
    begin_panel("##outliner", rect, style, style.palette.panel, "Outliner", note.c_str(), focused);
    state.shown = {"Outliner  " + note};
    if (count > 0) {
        state.draw_rows(style);
    } else {
        const std::string hint = "Nothing here yet.\nFile > Open mesh\xE2\x80\xA6\nor gimbal.scene.add(\"torus\")";
        dim_text(style, hint);
        state.shown.push_back(hint);
    }
    end_panel();
}

double OutlinerPanel::next_tick() const {
    GIMBAL_ON(ui);
    return state_->list_is_late ? state_->listed_at + list_seconds : Panel::next_tick();
}
std::vector<std::string> OutlinerPanel::rows() const {
    GIMBAL_ON(ui);
    return state_->shown;
}

}  // namespace gimbal::app
