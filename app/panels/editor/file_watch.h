// Reports that another program has saved a file, once the file has not changed for a moment.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

namespace gimbal::app {

// Identifies one save. Writing identical text again is a new save.
struct FileStamp {
    bool exists = false;
    dev_t device = 0;
    ino_t inode = 0;  // most editors write a new file and rename it
    off_t size = 0;
    std::int64_t written_ns = 0;
    bool operator==(const FileStamp&) const = default;
};
FileStamp stamp_of(const std::filesystem::path& path);

// A thread sleeps until the system reports a change in the folder. Then it checks the file and calls `changed`, so a
// dead network drive does not block the window. If the file is missing, the watch waits for it.
// Thread: UI.   GIL: never.
class FileWatch {
public:
    using Changed = std::function<void(FileStamp)>;  // Thread: the watch's. Never called after ~FileWatch().
    FileWatch(std::filesystem::path path, FileStamp known, Changed changed);
    ~FileWatch();  // does not wait for the thread
    FileWatch(const FileWatch&) = delete;
    void know(FileStamp stamp);   // this program has read or written the file: not a change
    void look_often(bool often);  // also a few times a second, for drives without change reports

private:
    struct Shared;
    std::shared_ptr<Shared> shared_;  // shared with the thread, which may outlive the watch
};

}  // namespace gimbal::app
