// Keeps unsaved work on disk while the window lives: the script of the editor, the scene, and the settings.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "app/settings.h"
#include "app/window/drawing/glfw_window.h"
#include "app/window/session/background_writer.h"
#include "app/window/session/scene_keeper.h"
#include "app/window/session/unwritten_settings.h"
#include "app/window/session/work_folder.h"
#include "app/window/workbench.h"
#include "gimbal/console/ui_queue.h"

namespace gimbal::app {

// Text and settings are on disk less than a second after a change, the scene as scene_keeper.h says. Threads write the
// files. After an end that asked nobody (a crash, SIGTERM, app.quit()), the next start restores the work.
// Thread: UI.   GIL: never.
class WorkKeeper {
public:
    struct Parts {
        AppContext& context;
        Workbench& workbench;
        GlfwWindow& window;
        const console::RunModel& runs;
    };
    WorkKeeper(const Parts& parts, std::shared_ptr<WorkFolder> folder);

    // The work of the last session, before the first frame. `restored` gets a list of it, or "", once it is there.
    void restore(const KeptWork& work, std::function<void(std::string list)> restored);
    // Work that was set aside, after a question about what is open. It is kept aside until the session has kept it.
    void restore_aside(const AsideWork& aside);
    void discard(const AsideWork& aside);
    void update(double now);  // once a frame
    double next_tick() const;
    void sync_scripts();  // now, so that the document's scripts are those on the screen
    bool anything_unsaved() const;
    // The unsaved scene of the last session is still being read, so it is only in the folder.
    bool restores_unsaved_scene() const { return being_restored_ && being_restored_->scene_modified; }
    // Why work cannot be kept; "": it can.
    std::string problem() const { return problem_.empty() ? scene_problem_ : problem_; }
    SceneKeeper& scene() { return scene_; }
    // The number of changes of the text, the selection and so on, and the number of those that are on disk.
    std::uint64_t changes() const { return changes_ + (look() == seen_ ? 0 : 1); }
    std::uint64_t kept_changes() const { return kept_changes_; }

    // Calls `ready` once everything is on disk for a new start of the program. If that fails, a notification says why.
    void prepare_restart(std::function<void()> ready);

    // --- The end.
    void keep_now(bool restart);  // begins to write what is not on disk yet
    bool finish(double seconds);  // false: a file is still being written
    void forget();                // begins to remove the folder: nothing is to be restored

private:
    // The inputs of work.json, cheap to compare.
    struct Seen {
        std::uint64_t text = 0, camera = 0, document = 0;
        int line = 0, column = 0;
        std::string file, scene_file;
        bool modified = false;
        std::size_t consoles = 1;
        GlfwWindow::Place place;
        bool operator==(const Seen&) const = default;
    };
    Seen look() const;
    void restoring_has_held();
    void forget_aside();
    KeptWork work(bool restart) const;
    void write_work(bool restart);
    void written(const std::string& error, std::uint64_t changes);
    void write_settings();
    void open_scripts_of_scene();
    void note(std::string& problem, const std::string& error);
    void finish_restart();

    Parts parts_;
    std::shared_ptr<WorkFolder> folder_;
    BackgroundWriter writer_;
    std::shared_ptr<UnwrittenSettings> settings_ = std::make_shared<UnwrittenSettings>();
    SceneKeeper scene_;
    Seen seen_;
    std::uint64_t changes_ = 0, kept_changes_ = 0;
    double work_due_, scripts_due_, settings_due_, restored_due_;
    std::optional<KeptWork> being_restored_;  // its scene is still read
    std::optional<AsideWork> aside_;          // restored, and to be discarded once it is kept
    bool kept_any_ = false, forgotten_ = false;
    std::uint64_t scripts_opened_ = 0;
    std::vector<document::SceneScript> not_open_;  // came with the scene and stay with it
    std::string problem_, scene_problem_;          // each write of the one says nothing about the other
    std::function<void()> restart_;                // wanted; waits for the writers
};

}  // namespace gimbal::app
