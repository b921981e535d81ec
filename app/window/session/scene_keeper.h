// Writes the scene that is not saved to the work folder while the window lives, and restores it.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "api/document/scene_file/scene_file.h"
#include "app/app_context.h"
#include "app/panels/files/scene_files.h"
#include "app/window/session/background_writer.h"
#include "app/window/session/work_folder.h"
#include "gimbal/console/run_model.h"

namespace gimbal::app {

// Writes an immutable snapshot on a thread. A small scene is on disk a second after a change. A large one is written
// less often, so that writing takes an eighth of the time, and only while nothing runs, or half a minute after the
// change. A scene of more than a gigabyte is not kept.
// Thread: UI.   GIL: never.
class SceneKeeper {
public:
    struct Parts {
        AppContext& context;
        const SceneFiles& files;
        const console::RunModel& runs;
    };
    // `report` gets the error of each write; "": it succeeded, or nothing needs to be kept. Thread: UI.
    using Report = std::function<void(const std::string& error)>;
    SceneKeeper(const Parts& parts, std::shared_ptr<WorkFolder> folder, Report report);
    ~SceneKeeper();

    bool update(double now);  // once a frame; true: the scene became unsaved or saved
    double next_tick() const { return due_; }
    // Reads `file`, or else the scene's own file, on a worker. With `replace` it takes the place of the present scene;
    // otherwise what was added meanwhile stays. `restored` is called in any case.
    using Restored = std::function<void(std::size_t objects)>;
    void restore(const KeptWork& work, const std::filesystem::path& file, bool replace, Restored restored);
    bool restoring() const { return restoring_; }
    // Calls `then` after that, in place of an earlier one.
    void when_restored(std::function<void()> then) { when_restored_ = std::move(then); }

    // The version of the scene as it is, and the newest one that no end of the program can lose.
    std::uint64_t present_content() const { return parts_.context.document.snapshot()->content_version(); }
    std::uint64_t kept_content() const { return parts_.files.unsaved() ? on_disk_ : present_content(); }

    void keep_now(bool saved_too);  // what is unsaved, or also what is in no file
    bool finish(double seconds);
    void cancel();

private:
    void forget();
    void write();
    void written(const std::string& error, double seconds, std::uint64_t content);
    void put(document::SceneContents contents, const KeptWork& work, bool modified, bool replace);
    double delay() const;

    Parts parts_;
    std::shared_ptr<WorkFolder> folder_;
    Report report_;
    BackgroundWriter writer_;
    std::function<void()> when_restored_;
    JobPtr job_;  // the write that runs
    double due_, changed_at_ = 0, last_seconds_ = 0;
    std::uint64_t submitted_ = 0;  // the content version that is on disk or on its way; 0: none
    std::uint64_t on_disk_ = 0;    // the content version in the folder
    bool writing_ = false, restoring_ = false, was_unsaved_ = false;
};

}  // namespace gimbal::app
