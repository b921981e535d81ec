// The file browser: which folder it shows, when a path is accepted, and its dialog.
#include "app/panels/files/file_browser.h"

#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "app/app_context.h"
#include "app/panels/dialogs/dialog.h"
#include "app/panels/widgets.h"
#include "app/settings.h"
#include "gimbal/console/imgui_compat.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace fs = std::filesystem;

namespace {

constexpr float dialog_width = 760, dialog_height = 520;
constexpr std::size_t max_places = 12;
constexpr int page_rows = 12;

fs::path home() {
    const char* value = std::getenv("HOME");
    return value && *value ? fs::path(value) : fs::path("/");
}

FilePlaces collect_places(const AppContext& context) {
    std::error_code ignored;
    FilePlaces places{{"Home", home()},
                      {"Start folder", fs::current_path(ignored)},
                      {"User folder", context.user_dir},
                      {"Examples", context.scripts_dir / "examples"},
                      {"File system", "/"}};
    for (const std::string& file : context.settings.recent_files()) {
        const fs::path parent = fs::path(file).parent_path();
        const bool known = std::ranges::any_of(places, [&](const auto& place) { return place.second == parent; });
        if (!known && !parent.empty() && places.size() < max_places)
            places.emplace_back(parent.filename().string(), parent);
    }
    return places;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

}  // namespace

FileBrowser::FileBrowser(AppContext& context) : context_(context), lister_(context.window) {}

void FileBrowser::open(Request request) {
    GIMBAL_ON(ui);
    const bool sought_folder = seeks_folder();
    request_ = std::move(request);
    if (seeks_folder() || sought_folder) view_.set_hidden_files(seeks_folder());  // many are called .venv
    open_ = true;
    view_.set_extensions(request_.extensions);
    name_ = request_.suggested_name;
    focus_name_ = saving();
    places_ = collect_places(context_);
    std::error_code ignored;
    go(view_.path().empty() ? fs::current_path(ignored) : view_.path(), Purpose::browse);
}

void FileBrowser::close() {
    GIMBAL_ON(ui);
    open_ = false;
    overwrite_ = {};  // its answer is about the file of this request
    view_.forget_entries();
    shown_.clear();
}

// No name contains a slash, so letters with a slash are a path and the user need not use the path field.
bool FileBrowser::typing_path() const {
    return view_.letters().starts_with('~') || view_.letters().find('/') != std::string::npos;
}

fs::path FileBrowser::resolved(const std::string& typed) const {
    if (typed == "~") return home();
    if (typed.starts_with("~/")) return home() / typed.substr(2);
    return view_.path() / typed;  // an absolute path replaces the folder
}

fs::path FileBrowser::with_extension(fs::path target) const {
    if (!request_.extensions.empty() && target.has_filename() && !target.has_extension())
        target += request_.extensions.front();
    return target;
}

fs::path FileBrowser::present_target() const {
    if (saving()) return with_extension(resolved(name_));
    if (typing_path()) return resolved(view_.letters());
    return view_.marked() < 0 ? fs::path() : view_.path() / view_.entry(view_.marked()).name;
}

void FileBrowser::go(fs::path path, Purpose purpose) {
    purpose_ = purpose;
    error_.clear();
    chooses_when_listed_ = false;
    view_.note_request();
    lister_.request(std::move(path));
}

void FileBrowser::go_up() {
    if (view_.path().has_relative_path()) go(view_.path().parent_path(), Purpose::browse);
}

bool FileBrowser::is_sought(const DirectoryListing& folder) const {
    return seeks_folder() && purpose_ == Purpose::accept &&
           std::ranges::any_of(folder.entries, [&](const auto& entry) { return entry.name == request_.folder_with; });
}

void FileBrowser::take_listing(DirectoryListing listing) {
    using Kind = DirectoryListing::Kind;
    switch (listing.kind) {
        case Kind::folder:
            if (is_sought(listing)) return accept(listing.path);
            view_.show(std::move(listing));
            typed_path_ = view_.path().string();
            if (std::exchange(chooses_when_listed_, false)) choose_marked();
            break;
        case Kind::file: take_file(listing.path, true); break;
        case Kind::missing:
            if (saving() && purpose_ == Purpose::accept) take_file(listing.path, false);
            else error_ = listing.error;
            break;
        case Kind::error: error_ = listing.error; break;
    }
}

// Whichever field it was typed in, a file to save gets an extension and is one that is written.
void FileBrowser::take_file(const fs::path& path, bool exists) {
    if (!saving()) return accept(path);
    if (const fs::path target = with_extension(path); target != path) return go(target, Purpose::accept);
    if (refuses(path)) return;
    exists ? ask_overwrite(path) : accept(path);
}

// Says why the file is not written.
bool FileBrowser::refuses(const fs::path& target) {
    const std::vector<std::string>& allowed = request_.extensions;
    if (allowed.empty() || !target.has_filename() || has_extension(target, allowed)) return false;
    error_ = target.extension().string() + " files are not written. Choose one of " + joined(allowed) + ".";
    return true;
}

void FileBrowser::ask_overwrite(const fs::path& path) {
    overwrite_.ask("Overwrite?", path.filename().string() + " already exists in " + path.parent_path().string() + ".",
                   {{"Overwrite", [this, path] { accept(path); }}, {"Cancel", {}}});
}

void FileBrowser::choose_marked() {
    if (view_.marked() < 0) return void(chooses_when_listed_ = lister_.waiting());
    const DirectoryEntry& entry = view_.entry(view_.marked());
    go(view_.path() / entry.name, entry.folder && !seeks_folder() ? Purpose::browse : Purpose::accept);
}

// Enter, or the button.
void FileBrowser::accept_typed() {
    if (typing_path()) return go(resolved(view_.letters()), Purpose::accept);
    if (!saving()) return choose_marked();
    if (name_.empty()) return void(error_ = "Type a name for the file first.");
    if (const fs::path target = with_extension(resolved(name_)); !refuses(target)) go(target, Purpose::accept);
}

void FileBrowser::accept(const fs::path& path) {
    close();
    view_.set_path(path.parent_path());  // the next dialog starts here
    if (const auto accepted = std::move(request_.accepted)) accepted(path);
}

void FileBrowser::draw_path(const PanelStyle& style) {
    if (ImGui::Button("Up", {64 * style.scale, 0})) go_up();
    late_tooltip("The folder above (Backspace)");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-1);
    if (tabs_.is_next()) ImGui::SetKeyboardFocusHere();
    const bool entered = ImGui::InputText("##path", &typed_path_,
                                          ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    tabs_.drawn(ImGui::IsItemActive());
    focus_ring_if_active(style.palette);
    if (entered && enter_pressed() && !typed_path_.empty()) go(resolved(typed_path_), Purpose::accept);
    shown_.push_back(typed_path_);
}

std::string FileBrowser::message() const {
    if (typing_path()) return "Enter goes to " + view_.letters();
    if (view_.count() > 0) return {};
    if (!view_.letters().empty()) return "No name here contains \"" + view_.letters() + "\".";
    return lister_.waiting() && view_.empty() ? "Listing\xE2\x80\xA6" : "No files to show here.";
}

void FileBrowser::draw_lists(const PanelStyle& style) {
    const float lines_below = (saving() ? 2.0f : 1.0f) + static_cast<float>(request_.option_lines);
    const float height = ImGui::GetContentRegionAvail().y - lines_below * ImGui::GetFrameHeightWithSpacing();
    if (const auto folder = draw_file_places(places_, view_.path(), style, height, shown_))
        go(*folder, Purpose::browse);
    ImGui::SameLine();
    const auto click = draw_file_rows(view_, message(), style, height, shown_);
    if (!click) return;
    const DirectoryEntry& entry = view_.entry(click->row);
    if (saving() && !entry.folder) name_ = entry.name;
    if (click->is_double) choose_marked();
}

void FileBrowser::draw_name_field(const PanelStyle& style) {
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Name");
    ImGui::SameLine(file_field_start(style));
    ImGui::SetNextItemWidth(-1);
    if (tabs_.is_next() || focus_name_) ImGui::SetKeyboardFocusHere();
    focus_name_ = false;
    const bool entered = ImGui::InputText("##name", &name_,
                                          ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    tabs_.drawn(ImGui::IsItemActive());
    if (entered && enter_pressed()) accept_typed();
    focus_ring_if_active(style.palette);
    shown_.push_back("Name  " + name_);
}

std::string FileBrowser::note() const {
    if (!error_.empty()) return error_;
    if (!view_.letters().empty()) return "Filter: " + view_.letters();
    return view_.all_files() ? "" : joined(request_.extensions);
}

void FileBrowser::draw_bottom(const PanelStyle& style) {
    const float scale = style.scale, button = 108 * scale, gap = ImGui::GetStyle().ItemSpacing.x;
    if (saving()) draw_name_field(style);
    if (request_.options && request_.options(style, present_target(), tabs_, shown_)) accept_typed();
    if (!request_.extensions.empty()) {
        bool all = view_.all_files();
        if (ImGui::Checkbox("All files", &all)) view_.set_all_files(all);
        ImGui::SameLine();
    }
    bool hidden = view_.hidden_files();
    if (ImGui::Checkbox("Hidden", &hidden)) view_.set_hidden_files(hidden);
    ImGui::SameLine();
    const std::string words = note();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float room = ImGui::GetContentRegionAvail().x - 2 * button;
    draw_text(style, at.x + 4 * scale, at.y + ImGui::GetStyle().FramePadding.y,
              error_.empty() ? style.palette.dim : style.palette.error,
              elided(style, words, std::max(0.0f, room - 3 * gap)));
    if (!words.empty()) shown_.push_back(words);
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + std::max(0.0f, room - gap));
    if (ImGui::Button("Cancel", {button, 0})) close();
    ImGui::SameLine();
    if (ImGui::Button(saving() ? "Save" : "Open", {button, 0})) accept_typed();
    focus_ring(style.palette);  // Enter presses it
}

void FileBrowser::handle_keys() {
    if (compat::key_pressed(ImGuiKey_UpArrow)) view_.move_mark(-1);
    if (compat::key_pressed(ImGuiKey_DownArrow)) view_.move_mark(1);
    if (compat::key_pressed(ImGuiKey_PageUp)) view_.move_mark(-page_rows);
    if (compat::key_pressed(ImGuiKey_PageDown)) view_.move_mark(page_rows);
    std::string typed;
    for (const ImWchar c : ImGui::GetIO().InputQueueCharacters)
        if (c > 32 && c < 127) typed += static_cast<char>(c);
    if (!typed.empty()) view_.type(typed);
    if (compat::key_pressed(ImGuiKey_Backspace)) view_.letters().empty() ? go_up() : view_.erase_letter();
    if (enter_pressed()) accept_typed();
    if (escape_pressed()) view_.letters().empty() ? close() : view_.clear_letters();
}

void FileBrowser::draw(const PanelStyle& style) {
    GIMBAL_ON(ui);
    if (open_)
        if (auto listing = lister_.take()) take_listing(std::move(*listing));
    if (!open_) return;  // take_listing() may have closed it
    // Before the fields are drawn: Escape in a field leaves only the field.
    const bool typing = ImGui::IsAnyItemActive() || overwrite_.is_open();
    if (!begin_dialog("##browser", style, request_.title.c_str(), dialog_width, dialog_height)) return;
    shown_ = {request_.title};
    tabs_.begin();
    draw_path(style);
    draw_lists(style);
    if (open_) draw_bottom(style);
    tabs_.end();
    // Not while a list of choices is open above it.
    const bool in_front = ImGui::IsWindowFocused(ImGuiFocusedFlags_RootAndChildWindows |
                                                 ImGuiFocusedFlags_NoPopupHierarchy);
    if (open_ && !typing && in_front) handle_keys();
    overwrite_.draw(style);
    end_dialog(!open_);
}

std::vector<std::string> FileBrowser::rows() const {
    GIMBAL_ON(ui);
    std::vector<std::string> rows = shown_;
    for (std::string& row : overwrite_.rows()) rows.push_back(std::move(row));
    return rows;
}

}  // namespace gimbal::app
