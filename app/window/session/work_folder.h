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

// Work that a start did not restore by itself, because the program had ended while it restored it.
struct AsideWork {
    std::filesystem::path folder;
    KeptWork work;  // without a script if that was restored
    bool has_scene() const { return work.has_scene() || std::filesystem::exists(scene_file()); }
    std::filesystem::path scene_file() const { return folder / "scene.gimbal"; }  // may be missing: work.scene_file
};

// Each running window has and locks its own folder below `root`. A window that starts takes over the newest folder
// without a lock, and continues to write to it, so two windows never share a folder and work returns once.
// Thread: any.   GIL: not needed.
class WorkFolder {
public:
    explicit WorkFolder(std::filesystem::path root) : root_(std::move(root)) {}
    ~WorkFolder();
    WorkFolder(const WorkFolder&) = delete;

    // Takes over the work of a window that has ended, if there is any. Reads a file of at most a few megabytes. If two
    // windows in turn ended while they restored the scene, the scene is set aside; if there was no scene, all of the
    // work. Once may have been a kill. Nothing is set aside if the end had another cause.
    std::optional<KeptWork> take_over(bool other_cause = false);
    std::size_t left_for_others() const { return left_for_others_; }  // ended windows whose work nobody has taken yet
    std::optional<AsideWork> aside() const;                           // the newest that nobody has opened or discarded
    void discard(const AsideWork& aside);
    bool set_scene_aside(const KeptWork& work);  // the scene that cannot be read. False: it stays where it is

    // Call restoring() before the work is restored, and restored() after it. If the program ends in between, the next
    // start assumes that the work is the cause.
    void restoring(const KeptWork& work);
    void restored();

    std::filesystem::path scene_file() const { return folder_ / "scene.gimbal"; }

    // These return "" or the error. The first one makes the folder.
    std::string write_work(const KeptWork& work);
    std::string make();
    void remove_scene();
    void remove();  // the folder: nothing is to be restored

private:
    std::string make_locked();
    void remove_unread(const std::filesystem::path& folder);
    void set_aside_what_failed(const std::filesystem::path& folder, std::optional<KeptWork>& work);
    bool move_scene(const std::filesystem::path& folder, KeptWork work);
    bool is_set_aside(const KeptWork& work) const;
    std::filesystem::path new_aside();

    const std::filesystem::path root_;
    std::mutex mutex_;
    std::filesystem::path folder_;  // empty: not made yet
    console::Descriptor lock_;
    std::size_t left_for_others_ = 0;
    bool tried_ = false;    // the window before ended while it restored this work
    bool removed_ = false;  // nothing is written any more
};

}  // namespace gimbal::app
