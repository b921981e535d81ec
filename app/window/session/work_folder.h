// The folder in which a window keeps unsaved work for the next start, in case it does not end cleanly.
#pragma once
#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "app/window/session/kept_work.h"
#include "gimbal/console/base/descriptor.h"

namespace gimbal::app {

// Each running window has and locks its own folder below `root`. A window that starts takes over the newest folder
// without a lock, and continues to write to it, so two windows never share a folder and work returns once.
// Thread: any.   GIL: not needed.
class WorkFolder {
public:
    explicit WorkFolder(std::filesystem::path root) : root_(std::move(root)) {}
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;

    // Takes over the work of a window that has ended, if there is any. Reads a file of at most a few megabytes.
    std::optional<KeptWork> take_over();
    std::filesystem::path scene_file() const { return folder_ / "scene.gimbal"; }

    // These return "" or the error. The first one makes the folder.
    std::string write_work(const std::string& text);
    std::string make();
    void remove_scene();
    void remove();  // the folder: nothing is to be restored

private:
    std::string make_locked();

    const std::filesystem::path root_;
    std::mutex mutex_;
    std::filesystem::path folder_;  // empty: not made yet
    console::Descriptor lock_;
    bool removed_ = false;  // nothing is written any more
};

}  // namespace gimbal::app
