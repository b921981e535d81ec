// Tells that another program has saved a file, once the file has rested for a moment.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace gimbal::app {

// By what one saving is told from another: also the same text written again is a saving.
struct FileStamp {
    bool exists = false;
    dev_t device = 0;
    ino_t inode = 0;  // most editors write beside the file and rename
    off_t size = 0;
    std::int64_t written_ns = 0;
    bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const std::filesystem::path& path);

// A thread of its own looks at the file when the system tells of its folder, so a dead network drive holds nobody up
// and nothing wakes while nothing happens. `changed` is called there. A file that is away is waited for. Thread: UI.
// GIL: never.
class FileWatch {
public:
    using Changed = std::function<void(FileStamp)>;  // Thread: the watch's. Not called once the watch is gone.
    FileWatch(std::filesystem::path path, FileStamp known, Changed changed);
    ~FileWatch();  // does not wait
    FileWatch(const FileWatch&) = delete;
    void know(FileStamp stamp);   // read or written here: nothing to tell
    void look_often(bool often);  // a few times a second as well, for drives that tell nothing

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;  // with the thread, which may outlive this
};

}  // namespace gimbal::app
