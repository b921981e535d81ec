// The file browser as a dialog: places, path, entries, name; keys and mouse.
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "app/panels/dialogs/dialog.h"
#include "app/panels/files/file_browser_state.h"
#include "app/panels/widgets.h"
#include "gimbal/console/imgui_compat.h"

namespace gimbal::app {

using console::PanelStyle;

namespace {

constexpr float dialog_width = 760, dialog_height = 520, places_width = 150, row_height = 24, size_right = 132,
                date_width = 114;

std::string size_text(std::uintmax_t bytes) {
    const char* units[] = {"B", "kB", "MB", "GB", "TB"};
    double number = static_cast<double>(bytes);
    int unit = 0;
    while (number >= 1000 && unit < 4) {
        number /= 1000;
        ++unit;
    }
    char text[32];
    std::snprintf(text, sizeof text, unit > 0 && number < 10 ? "%.1f %s" : "%.0f %s", number, units[unit]);
    return text;
}

std::string date_text(std::int64_t seconds) {
    const std::time_t time = static_cast<std::time_t>(seconds);
    std::tm parts{};
    char text[32];
    if (seconds == 0 || !localtime_r(&time, &parts) || std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &parts) == 0)
        return {};
    return text;
}

void draw_folder_mark(float x, float y, float scale, ImU32 colour) {
    ImDrawList* list = ImGui::GetWindowDrawList();
    list->AddRectFilled({x, y}, {x + 6 * scale, y + 4 * scale}, colour, 1 * scale);
    list->AddRectFilled({x, y + 2 * scale}, {x + 14 * scale, y + 11 * scale}, colour, 1.5f * scale);
}

bool is_row_button(const char* id, const PanelStyle& style, bool chosen, ImVec2 at, ImVec2 size) {
    const bool clicked = ImGui::InvisibleButton(id, size);
    const ImU32 ground = chosen ? style.palette.selection : style.palette.field_hover;
    if (chosen || ImGui::IsItemHovered())
        ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, ground, 3 * style.scale);
    return clicked;
}

}  // namespace

void FileBrowser::State::draw_path(const PanelStyle& style) {
    if (ImGui::Button("Up", {64 * style.scale, 0})) go_up();
    late_tooltip("The folder above (Backspace)");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-1);
    if (ImGui::InputText("##path", &typed_path,
                         ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll) &&
        !typed_path.empty())
        go(resolved(typed_path), Purpose::accept);
    shown.push_back(typed_path);
}

void FileBrowser::State::draw_places(const PanelStyle& style, float height) {
    compat::begin_child("##places", {places_width * style.scale, height}, ImGuiWindowFlags_NoNav);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const float width = ImGui::GetContentRegionAvail().x, line = row_height * style.scale;
    for (std::size_t at = 0; at < places.size(); ++at) {
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        ImGui::PushID(static_cast<int>(at));
        if (is_row_button("##place", style, places[at].second == folder, corner, {width, line}))
            go(places[at].second, Purpose::browse);
        late_tooltip(places[at].second.string());
        ImGui::PopID();
        draw_text(style.ui, style.ui_size, corner.x + 8 * style.scale, corner.y + (line - style.ui_size) / 2,
                  style.palette.text, elided(style.ui, style.ui_size, places[at].first, width - 12 * style.scale));
        shown.push_back(places[at].first);
    }
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

void FileBrowser::State::draw_entry(const PanelStyle& style, int index, const DirectoryEntry& entry) {
    const float scale = style.scale, line = row_height * scale;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x, right = at.x + width - 6 * scale,
                y = at.y + (line - style.ui_size) / 2;
    ImGui::PushID(index);
    if (is_row_button("##entry", style, index == row, at, {width, line})) {
        row = index;
        if (request.mode == Mode::save && !entry.folder) name = entry.name;
    }
    const bool doubled = ImGui::IsItemHovered() && ImGui::IsMouseDoubleClicked(0);
    ImGui::PopID();
    if (entry.folder) draw_folder_mark(at.x + 6 * scale, at.y + 6 * scale, scale, style.palette.accent);
    const std::string date = date_text(entry.modified), size = entry.folder ? "" : size_text(entry.size);
    const float name_room = width - (28 + size_right + 70) * scale;
    draw_text(style.ui, style.ui_size, at.x + 28 * scale, y, style.palette.text,
              elided(style.ui, style.ui_size, entry.name, std::max(40.0f, name_room)));
    draw_text(style.ui, style.ui_size, right - size_right * scale - text_width(style.ui, style.ui_size, size), y,
              style.palette.dim, size);
    draw_text(style.ui, style.ui_size, right - date_width * scale, y, style.palette.dim, date);
    shown.push_back(std::string(index == row ? "> " : "  ") + entry.name + (entry.folder ? "/" : "  " + size));
    if (!doubled) return;
    row = index;
    choose_row();
}

void FileBrowser::State::draw_entries(const PanelStyle& style, float height) {
    ImGui::PushStyleColor(ImGuiCol_ChildBg, style.palette.field);
    ImGui::PushStyleVar(ImGuiStyleVar_ChildRounding, 4 * style.scale);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(4 * style.scale, 4 * style.scale));
    compat::begin_child("##entries", {0, height}, ImGuiWindowFlags_NoNav, true);
    ImGui::PopStyleVar();
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    const float line = row_height * style.scale;
    std::string word = lister.waiting() && entries.empty() ? "Listing\xE2\x80\xA6"
                       : visible.empty()                   ? "No files to show here."
                                                           : "";
    if (!letters.empty() && visible.empty()) word = "No name here has \"" + letters + "\" in it.";
    if (types_a_path()) word = "Enter goes to " + letters;
    if (!word.empty()) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        draw_text(style.ui, style.ui_size, at.x + 10 * style.scale, at.y + 8 * style.scale, style.palette.dim, word);
        shown.push_back(word);
    }
    if (scroll_to_row && row >= 0) ImGui::SetScrollY(std::max(0.0f, (static_cast<float>(row) + 2) * line - height));
    scroll_to_row = false;
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(visible.size()), line);
    while (clipper.Step() && open)
        for (int at = clipper.DisplayStart; at < clipper.DisplayEnd && at < static_cast<int>(visible.size()); ++at)
            draw_entry(style, at, entries[visible[static_cast<std::size_t>(at)]]);
    ImGui::PopStyleVar();
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
}

void FileBrowser::State::draw_bottom(const PanelStyle& style) {
    const float scale = style.scale, button = 108 * scale;
    if (request.mode == Mode::save) {
        ImGui::AlignTextToFramePadding();
        ImGui::TextUnformatted("Name");
        ImGui::SameLine((16 + places_width) * scale + ImGui::GetStyle().ItemSpacing.x);
        ImGui::SetNextItemWidth(-1);
        if (name_wants_focus) ImGui::SetKeyboardFocusHere();
        name_wants_focus = false;
        if (ImGui::InputText("##name", &name, ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll))
            accept_button();
        shown.push_back("Name  " + name);
    }
    std::string filter_words;
    for (const std::string& extension : request.extensions)
        filter_words += (filter_words.empty() ? "" : " ") + extension;
    if (!filter_words.empty() && ImGui::Checkbox("All files", &all_files)) filter();
    if (!filter_words.empty()) ImGui::SameLine();
    if (ImGui::Checkbox("Hidden", &hidden_files)) filter();
    ImGui::SameLine();
    const std::string note = !error.empty()     ? error
                             : !letters.empty() ? "Filter: " + letters
                             : all_files        ? ""
                                                : filter_words;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float room = ImGui::GetContentRegionAvail().x - 2 * button - 3 * ImGui::GetStyle().ItemSpacing.x;
    draw_text(style.ui, style.ui_size, at.x + 4 * scale, at.y + ImGui::GetStyle().FramePadding.y,
              error.empty() ? style.palette.dim : style.palette.error,
              elided(style.ui, style.ui_size, note, std::max(0.0f, room)));
    if (!note.empty()) shown.push_back(note);
    const float left_over = ImGui::GetContentRegionAvail().x - 2 * button - ImGui::GetStyle().ItemSpacing.x;
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, left_over));
    if (ImGui::Button("Cancel", {button, 0})) close();
    ImGui::SameLine();
    const char* word = request.mode == Mode::save ? "Save" : "Open";
    ImGui::PushStyleColor(ImGuiCol_Button, style.palette.selection);
    if (ImGui::Button(word, {button, 0})) accept_button();
    ImGui::PopStyleColor();
}

void FileBrowser::State::read_keys() {
    const int last = static_cast<int>(visible.size()) - 1;
    const int before = row;
    if (compat::key_pressed(ImGuiKey_UpArrow)) row = std::max(0, row - 1);
    if (compat::key_pressed(ImGuiKey_DownArrow)) row = row + 1;
    if (compat::key_pressed(ImGuiKey_PageUp)) row = row - 12;
    if (compat::key_pressed(ImGuiKey_PageDown)) row = row + 12;
    row = last < 0 ? -1 : std::clamp(row, 0, last);
    scroll_to_row |= row != before;
    std::string typed;
    for (const ImWchar c : ImGui::GetIO().InputQueueCharacters)
        if (c > 32 && c < 127) typed += static_cast<char>(c);
    if (!typed.empty()) {
        letters += typed;
        filter();
    }
    if (compat::key_pressed(ImGuiKey_Backspace)) {
        if (letters.empty()) {
            go_up();
        } else {
            letters.pop_back();
            filter();
        }
    }
    if (enter_pressed()) accept_button();
    if (!escape_pressed()) return;
    if (letters.empty()) {
        close();
        return;
    }
    letters.clear();
    filter();
}

FileBrowser::FileBrowser(AppContext& context) : state_(std::make_unique<State>(context)) {}
FileBrowser::~FileBrowser() = default;

void FileBrowser::open(Request request) { state_->begin(std::move(request)); }
void FileBrowser::close() { state_->close(); }
bool FileBrowser::is_open() const { return state_->open; }

void FileBrowser::draw(const PanelStyle& style, float, float) {
    State& state = *state_;
    if (state.open)
        if (auto listing = state.lister.take()) state.answered(std::move(*listing));
    if (!state.open) return;  // also when the answer was the file itself
    const bool typing = ImGui::IsAnyItemActive() ||
                        state.overwrite.is_open();  // before the fields: Escape in one leaves only the field
    if (!begin_dialog("##browser", style, state.request.title.c_str(), dialog_width, dialog_height)) return;
    state.shown = {state.request.title};
    state.draw_path(style);
    const float rows_below = state.request.mode == Mode::save ? 2.0f : 1.0f;
    const float height = ImGui::GetContentRegionAvail().y - rows_below * ImGui::GetFrameHeightWithSpacing();
    state.draw_places(style, height);
    ImGui::SameLine();
    state.draw_entries(style, height);
    if (state.open) state.draw_bottom(style);
    if (state.open && !typing) state.read_keys();
    state.overwrite.draw(style);
    end_dialog(!state.open);
}

std::vector<std::string> FileBrowser::rows() const {
    std::vector<std::string> rows = state_->shown;
    for (std::string& row : state_->overwrite.rows()) rows.push_back(std::move(row));
    return rows;
}

}  // namespace gimbal::app
