// Reads the entries of a folder on a thread that nobody joins.
#include "app/panels/files/directory_listing.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <system_error>
#include <thread>

#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace fs = std::filesystem;

namespace {

std::string lower_case(std::string text) {
    for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return text;
}

DirectoryEntry entry_of(const fs::directory_entry& found) {
    DirectoryEntry entry{.name = found.path().filename().string()};
    struct stat info {};
    if (::stat(found.path().c_str(), &info) != 0) return entry;  // a broken link is listed as an empty file
    entry.folder = S_ISDIR(info.st_mode);
    entry.size = static_cast<std::uintmax_t>(info.st_size);
    entry.modified = info.st_mtime;
    return entry;
}

void sort_entries(std::vector<DirectoryEntry>& entries) {
    std::sort(entries.begin(), entries.end(), [](const DirectoryEntry& a, const DirectoryEntry& b) {
        if (a.folder != b.folder) return a.folder;
        const std::string left = lower_case(a.name), right = lower_case(b.name);
        return left != right ? left < right : a.name < b.name;
    });
}

std::string message_of(const std::error_code& error) { return lower_case(error.message()); }

}  // namespace

DirectoryListing list_directory(const fs::path& given) {
    DirectoryListing listing;
    std::error_code error;
    listing.path = fs::absolute(given, error).lexically_normal();
    if (!listing.path.has_filename() && listing.path.has_relative_path()) listing.path = listing.path.parent_path();
    const fs::file_status status = fs::status(listing.path, error);
    if (status.type() == fs::file_type::not_found && fs::is_directory(listing.path.parent_path(), error)) {
        listing.kind = DirectoryListing::Kind::missing;
        listing.error = "no such file or folder: " + listing.path.string();
        return listing;
    }
    if (!fs::exists(status)) {
        listing.error = message_of(error ? error : std::make_error_code(std::errc::no_such_file_or_directory)) + ": " +
                        listing.path.string();
        return listing;
    }
    if (!fs::is_directory(status)) {
        listing.kind = DirectoryListing::Kind::file;
        return listing;
    }
    fs::directory_iterator at(listing.path, error);
    while (!error && at != fs::directory_iterator()) {
        listing.entries.push_back(entry_of(*at));
        at.increment(error);
    }
    if (error) listing.error = message_of(error) + ": " + listing.path.string();
    else listing.kind = DirectoryListing::Kind::folder;
    sort_entries(listing.entries);
    return listing;
}

DirectoryLister::~DirectoryLister() {
    if (result_) result_->close();
}

void DirectoryLister::request(fs::path path) {
    GIMBAL_ON(ui);
    if (result_) result_->close();
    result_ = std::make_shared<Mailbox<DirectoryListing>>(waker_);
    // A thread that hangs in the kernel cannot be joined, and the worker pool would lack it. So it is detached and not
    // from the pool. It uses only its reference to the mailbox.
    std::thread([path = std::move(path), result = result_] {
        console::set_thread_role(console::ThreadRole::worker);
        DirectoryListing listing;
        try {
            listing = list_directory(path);
        } catch (const std::exception& e) {  // no memory, or a name that cannot be converted
            listing.error = std::string(e.what()) + ": " + path.string();
        }
        result->post(std::move(listing));
    }).detach();
}

std::optional<DirectoryListing> DirectoryLister::take() {
    GIMBAL_ON(ui);
    std::optional<DirectoryListing> result = result_ ? result_->take() : std::nullopt;
    if (result) result_.reset();
    return result;
}

}  // namespace gimbal::app
