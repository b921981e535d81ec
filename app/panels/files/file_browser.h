// A file browser as a dialog of the window: opens a file, or asks for the path of a new one.
#pragma once
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "app/panels/dialogs/question.h"
#include "app/panels/fields/tab_order.h"
#include "app/panels/files/directory_listing.h"
#include "app/panels/files/file_rows.h"
#include "app/panels/files/folder_view.h"

namespace gimbal::app {

struct AppContext;

// A separate thread lists folders, so a dead network drive does not freeze the window.
// Thread: UI.   GIL: never.
class FileBrowser {
public:
    enum class Mode { open, save };
    struct Request {
        Mode mode = Mode::open;
        std::string title;                    // "Open mesh"
        std::vector<std::string> extensions;  // only these files are shown; empty: all files
        std::string suggested_name;
        std::string folder_with;  // asks for a folder that holds a file of this name; empty: for a file
        std::function<void(std::filesystem::path)> accepted{};  // in save mode after the question "Overwrite?"
        // Draws the caller's fields in `option_lines` lines, for the file that would be accepted now, and appends their
        // text. Returns true if Enter was pressed in one.
        std::function<bool(const PanelStyle&, const std::filesystem::path&, TabOrder&, std::vector<std::string>&)>
            options{};
        int option_lines = 0;
    };
    explicit FileBrowser(AppContext& context);
    void open(Request request);
    void close();
    bool is_open() const { return open_; }
    void draw(const PanelStyle& style);  // outside any ImGui window
    std::vector<std::string> rows() const;

private:
    enum class Purpose { browse, accept };  // why a path was requested from the lister

    bool saving() const { return request_.mode == Mode::save; }
    bool seeks_folder() const { return !request_.folder_with.empty(); }
    bool is_sought(const DirectoryListing& folder) const;
    bool typing_path() const;
    std::filesystem::path resolved(const std::string& typed) const;
    std::filesystem::path with_extension(std::filesystem::path target) const;
    std::filesystem::path present_target() const;  // of Enter; empty: none
    std::string message() const;
    std::string note() const;

    void go(std::filesystem::path path, Purpose purpose);
    void go_up();
    void take_listing(DirectoryListing listing);
    void take_file(const std::filesystem::path& path, bool exists);
    bool refuses(const std::filesystem::path& target);
    void ask_overwrite(const std::filesystem::path& path);
    void choose_marked();
    void accept_typed();
    void accept(const std::filesystem::path& path);

    void draw_path(const PanelStyle& style);
    void draw_lists(const PanelStyle& style);
    void draw_name_field(const PanelStyle& style);
    void draw_bottom(const PanelStyle& style);
    void handle_keys();

    AppContext& context_;
    DirectoryLister lister_;
    Question overwrite_;
    FolderView view_;
    Request request_;
    Purpose purpose_ = Purpose::browse;
    FilePlaces places_;
    std::string typed_path_, name_, error_;
    bool open_ = false, focus_name_ = false;
    bool chooses_when_listed_ = false;  // Enter was pressed before there was a row
    TabOrder tabs_;
    std::vector<std::string> shown_;
};

}  // namespace gimbal::app
