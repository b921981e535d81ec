// Lists a folder on a separate thread, because a dead network drive can block the call for ever.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/panels/mailbox.h"

namespace gimbal::app {

struct DirectoryEntry {
    std::string name;  // the bytes of the file system, not necessarily UTF-8
    bool folder = false;
    std::uintmax_t size = 0;
    std::int64_t modified = 0;  // seconds since 1970; 0: unknown
};

struct DirectoryListing {
    enum class Kind { folder, file, missing, error };  // missing: the parent folder exists, the last part does not
    Kind kind = Kind::error;
    std::filesystem::path path;           // absolute
    std::vector<DirectoryEntry> entries;  // folders first, then by name
    std::string error;                    // "permission denied: /root"
};

DirectoryListing list_directory(const std::filesystem::path& path);  // Thread: any but UI in the program; can block

// Thread: UI.   GIL: never.
class DirectoryLister {
public:
    explicit DirectoryLister(Waker& waker) : waker_(waker) {}
    ~DirectoryLister();
    void request(std::filesystem::path path);  // drops an earlier request that has no result yet
    std::optional<DirectoryListing> take();
    bool waiting() const { return result_ != nullptr; }

private:
    Waker& waker_;
    std::shared_ptr<Mailbox<DirectoryListing>> result_;  // of the last request; null once taken
};

}  // namespace gimbal::app
