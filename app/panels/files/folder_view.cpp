// Filters the entries of a folder and moves the mark.
#include "app/panels/files/folder_view.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "api/document/io/mesh_io.h"
#include "app/panels/widgets.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

bool has_extension(const std::filesystem::path& path, const std::vector<std::string>& extensions) {
    return std::ranges::count(extensions, document::extension_of(path)) > 0;
}

void FolderView::show(DirectoryListing listing) {
    GIMBAL_ON(ui);
    // After a step up, the folder that the user came from is marked.
    const std::string left = listing.path == path_.parent_path() ? path_.filename().string() : "";
    path_ = std::move(listing.path);
    entries_ = std::move(listing.entries);
    letters_ = letters_.starts_with(letters_of_request_) ? letters_.substr(letters_of_request_.size()) : "";
    filter();
    for (int row = 0; row < count() && !left.empty(); ++row)
        if (entry(row).name == left) marked_ = row;
}

void FolderView::forget_entries() {
    GIMBAL_ON(ui);
    entries_.clear();
    visible_.clear();
}

void FolderView::set_extensions(std::vector<std::string> extensions) {
    GIMBAL_ON(ui);
    extensions_ = std::move(extensions);
    letters_.clear();
    all_files_ = false;
    filter();
}

void FolderView::set_all_files(bool on) {
    GIMBAL_ON(ui);
    all_files_ = on;
    filter();
}

void FolderView::set_hidden_files(bool on) {
    GIMBAL_ON(ui);
    hidden_files_ = on;
    filter();
}

void FolderView::type(std::string_view letters) {
    GIMBAL_ON(ui);
    letters_ += letters;
    filter();
}

void FolderView::erase_letter() {
    GIMBAL_ON(ui);
    letters_.pop_back();
    filter();
}

void FolderView::clear_letters() {
    GIMBAL_ON(ui);
    letters_.clear();
    filter();
}

void FolderView::move_mark(int rows) {
    GIMBAL_ON(ui);
    if (count() == 0 || rows == 0) return;
    const int before = marked_;
    marked_ = std::clamp(marked_ + rows, 0, count() - 1);
    mark_moved_ |= marked_ != before;
}

bool FolderView::take_mark_moved() {
    GIMBAL_ON(ui);
    return std::exchange(mark_moved_, false);
}

bool FolderView::passes(const DirectoryEntry& entry) const {
    if (!hidden_files_ && entry.name.starts_with('.')) return false;
    if (!letters_.empty() && !contains_word(entry.name, letters_)) return false;
    return entry.folder || all_files_ || extensions_.empty() || has_extension(entry.name, extensions_);
}

void FolderView::filter() {
    visible_.clear();
    for (std::size_t at = 0; at < entries_.size(); ++at)
        if (passes(entries_[at])) visible_.push_back(at);
    marked_ = visible_.empty() ? -1 : 0;
    mark_moved_ = true;
}

}  // namespace gimbal::app
