// What the file browser knows and decides; file_browser.cpp draws it. Private to the two.
#pragma once
#include <string>
#include <vector>

#include "app/panels/dialogs/question.h"
#include "app/panels/files/directory_listing.h"
#include "app/panels/panels.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
struct FileBrowser::State {
    explicit State(AppContext& c) : context(c), lister(c.waker()) {}
    AppContext& context;
    Request request;
    bool open = false;
    DirectoryLister lister;
    Question overwrite;

    std::filesystem::path folder;  // whose entries are shown
    std::vector<DirectoryEntry> entries;
    std::vector<std::size_t> visible;  // of entries: what passes extension, hidden and typed letters
    int row = -1;                      // highlighted, of visible
    bool scroll_to_row = false;
    std::string typed_path, name, letters, error;
    bool all_files = false, hidden_files = false;
    bool name_wants_focus = false;
    std::vector<std::pair<std::string, std::filesystem::path>> places;
    std::vector<std::string> shown;

    enum class Purpose { browse, accept } purpose = Purpose::browse;

    void begin(Request request);
    void go(std::filesystem::path path, Purpose why);  // asks the worker; `answered` goes on
    void go_up();
    void answered(DirectoryListing listing);
    void show_folder(DirectoryListing listing);
    void filter();
    bool passes(const DirectoryEntry& entry) const;
    void choose_row();  // Enter or double click
    void accept_button();
    void accept(const std::filesystem::path& path);
    bool types_a_path() const;                                       // instead of a filter
    std::filesystem::path resolved(const std::string& typed) const;  // "~", relative to the folder
    std::filesystem::path save_target() const;  // with the extension added when it has none of ours
    void collect_places();
    void close();

    void draw_path(const console::PanelStyle& style);
    void draw_places(const console::PanelStyle& style, float height);
    void draw_entries(const console::PanelStyle& style, float height);
    void draw_entry(const console::PanelStyle& style, int index, const DirectoryEntry& entry);
    void draw_bottom(const console::PanelStyle& style);
    void read_keys();
};

}  // namespace gimbal::app
