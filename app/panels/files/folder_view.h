// The folder that the file browser shows: its entries, the filter, and the marked row.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "app/panels/files/directory_listing.h"

namespace gimbal::app {

bool has_extension(const std::filesystem::path& path, const std::vector<std::string>& extensions);  // in any case

// Thread: UI.   GIL: never.
class FolderView {
public:
    void note_request() { letters_of_request_ = letters_; }  // a folder was requested; show() follows
    void show(DirectoryListing listing);                     // keeps the letters typed since the request
    void forget_entries();                                   // keeps the path
    void set_path(std::filesystem::path path) { path_ = std::move(path); }
    const std::filesystem::path& path() const { return path_; }
    bool empty() const { return entries_.empty(); }

    void set_extensions(std::vector<std::string> extensions);  // ".obj"; none: all files
    void set_all_files(bool on);
    void set_hidden_files(bool on);
    bool all_files() const { return all_files_; }
    bool hidden_files() const { return hidden_files_; }

    // Letters that a name must contain.
    void type(std::string_view letters);
    void erase_letter();
    void clear_letters();
    const std::string& letters() const { return letters_; }

    // The rows are the entries that pass the filter.
    int count() const { return static_cast<int>(visible_.size()); }
    const DirectoryEntry& entry(int row) const { return entries_[visible_[static_cast<std::size_t>(row)]]; }
    int marked() const { return marked_; }  // -1: there is no row
    void mark(int row) { marked_ = row; }
    void move_mark(int rows);
    bool take_mark_moved();  // true once after the mark has moved: the row must be scrolled into view

private:
    bool passes(const DirectoryEntry& entry) const;
    void filter();

    std::filesystem::path path_;
    std::vector<DirectoryEntry> entries_;
    std::vector<std::size_t> visible_;  // indices of entries_
    std::vector<std::string> extensions_;
    std::string letters_, letters_of_request_;
    int marked_ = -1;
    bool all_files_ = false, hidden_files_ = false, mark_moved_ = false;
};

}  // namespace gimbal::app
