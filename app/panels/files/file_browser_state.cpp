// The file browser's decisions: where to go, what to show, when a path is accepted.
#include "app/panels/files/file_browser_state.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "app/panels/widgets.h"
#include "app/settings.h"

namespace gimbal::app {

namespace fs = std::filesystem;

namespace {

std::string lower_case_extension(const fs::path& path) {
    std::string extension = path.extension().string();
    for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return extension;
}

bool has_one_of(const fs::path& path, const std::vector<std::string>& extensions) {
    return std::find(extensions.begin(), extensions.end(), lower_case_extension(path)) != extensions.end();
}

fs::path home() {
    const char* value = std::getenv("HOME");
    return value && *value ? fs::path(value) : fs::path("/");
}

}  // namespace

void FileBrowser::State::begin(Request wanted) {
    request = std::move(wanted);
    open = true;
    letters.clear();
    error.clear();
    name = request.suggested_name;
    all_files = false;
    name_wants_focus = request.mode == Mode::save;
    collect_places();
    std::error_code ignored;
    go(folder.empty() ? fs::current_path(ignored) : folder, Purpose::browse);
}

void FileBrowser::State::collect_places() {
    std::error_code ignored;
    places = {{"Home", home()},
              {"Start folder", fs::current_path(ignored)},
              {"User folder", context.user_dir},
              {"Examples", context.scripts_dir / "examples"},
              {"File system", "/"}};
    constexpr std::size_t most = 12;
    for (const std::string& file : context.settings.recent_files()) {
        const fs::path parent = fs::path(file).parent_path();
        const bool known = std::any_of(places.begin(), places.end(),
                                       [&](const auto& place) { return place.second == parent; });
        if (!known && !parent.empty() && places.size() < most) places.emplace_back(parent.filename().string(), parent);
    }
}

void FileBrowser::State::go(fs::path path, Purpose why) {
    purpose = why;
    error.clear();
    lister.request(std::move(path));
}

void FileBrowser::State::go_up() {
    if (folder.has_relative_path()) go(folder.parent_path(), Purpose::browse);
}

void FileBrowser::State::answered(DirectoryListing listing) {
    using Kind = DirectoryListing::Kind;
    const bool saving = request.mode == Mode::save;
    switch (listing.kind) {
        case Kind::folder: show_folder(std::move(listing)); break;
        case Kind::missing:
            if (saving && purpose == Purpose::accept) accept(listing.path);
            else error = listing.error;
            break;
        case Kind::error: error = listing.error; break;
        case Kind::file:
            if (!saving) {
                accept(listing.path);
                break;
            }
            overwrite.ask("Overwrite?",
                          listing.path.filename().string() + " exists already in " +
                              listing.path.parent_path().string() + ".",
                          {{"Overwrite", [this, path = listing.path] { accept(path); }}, {"Cancel", {}}});
            break;
    }
}

void FileBrowser::State::show_folder(DirectoryListing listing) {
    const std::string left = listing.path == folder.parent_path() ? folder.filename().string() : "";
    folder = std::move(listing.path);
    entries = std::move(listing.entries);
    typed_path = folder.string();
    letters.clear();
    filter();
    for (std::size_t at = 0; at < visible.size() && !left.empty(); ++at)
        if (entries[visible[at]].name == left) row = static_cast<int>(at);  // going up, one sees where one came from
    scroll_to_row = true;
}

bool FileBrowser::State::passes(const DirectoryEntry& entry) const {
    if (!hidden_files && entry.name.rfind('.', 0) == 0) return false;
    if (!letters.empty() && !contains_word(entry.name, letters)) return false;
    return entry.folder || all_files || request.extensions.empty() || has_one_of(entry.name, request.extensions);
}

void FileBrowser::State::filter() {
    visible.clear();
    for (std::size_t at = 0; at < entries.size(); ++at)
        if (passes(entries[at])) visible.push_back(at);
    row = visible.empty() ? -1 : 0;
    scroll_to_row = true;
}

void FileBrowser::State::choose_row() {
    if (row < 0 || row >= static_cast<int>(visible.size())) return;
    const DirectoryEntry& entry = entries[visible[static_cast<std::size_t>(row)]];
    go(folder / entry.name, entry.folder ? Purpose::browse : Purpose::accept);
}

void FileBrowser::State::accept_button() {
    if (types_a_path()) {
        go(resolved(letters), Purpose::accept);
        return;
    }
    if (request.mode == Mode::open) {
        choose_row();
        return;
    }
    if (name.empty()) error = "Type a name for the file first.";
    else go(save_target(), Purpose::accept);
}

// No name has a slash in it: whoever types one means a path, and need not find the field for it first.
bool FileBrowser::State::types_a_path() const {
    return letters.starts_with('~') || letters.find('/') != std::string::npos;
}

fs::path FileBrowser::State::resolved(const std::string& typed) const {
    if (typed == "~") return home();
    if (typed.rfind("~/", 0) == 0) return home() / typed.substr(2);
    return folder / typed;  // an absolute one replaces the folder
}

fs::path FileBrowser::State::save_target() const {
    fs::path target = resolved(name);
    const std::vector<std::string>& ours = request.extensions;
    if (!ours.empty() && target.has_filename() && !has_one_of(target, ours)) target += ours.front();
    return target;
}

void FileBrowser::State::accept(const fs::path& path) {
    close();
    folder = path.parent_path();  // the next time starts here
    if (const auto accepted = std::move(request.accepted)) accepted(path);
}

void FileBrowser::State::close() {
    open = false;
    entries.clear();
    visible.clear();
    shown.clear();
}

}  // namespace gimbal::app
