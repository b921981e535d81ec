// What lies at a path, found out on a thread of its own: a dead network drive keeps that thread, never the window.
#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/panels/mailbox.h"

namespace gimbal::app {

struct DirectoryEntry {
    std::string name;  // as bytes of the file system
    bool folder = false;
    std::uintmax_t size = 0;
    std::int64_t modified = 0;  // seconds since 1970; 0: unknown
};

struct DirectoryListing {
    enum class Kind {
        folder,
        file,
        missing,
        error
    } kind = Kind::error;                 // missing: only the last part of the path is not there
    std::filesystem::path path;           // absolute
    std::vector<DirectoryEntry> entries;  // folders first, then by name
    std::string error;                    // "permission denied: /root"
};

DirectoryListing list_directory(const std::filesystem::path& path);  // Thread: any; may wait for the disk

// Thread: UI.   GIL: never.
class DirectoryLister {
public:
    explicit DirectoryLister(std::function<void()> wake);
    ~DirectoryLister();
    void request(std::filesystem::path path);  // an earlier one that is not answered yet never will be
    std::optional<DirectoryListing> take();
    bool waiting() const { return answer_ != nullptr; }

private:
    std::function<void()> wake_;
    std::shared_ptr<Mailbox<DirectoryListing>> answer_;  // of the last request; null once taken
};

}  // namespace gimbal::app
