#include "app/window/session/scene_keeper.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

namespace fs = std::filesystem;

constexpr double least_delay = 1, most_delay = 60, share_of_time = 8;
constexpr double cheap_seconds = 0.1;  // such a write does not wait until nothing runs
constexpr double busy_limit = 30, retry_seconds = 0.5;
constexpr std::uint64_t most_bytes = std::uint64_t(1) << 30;

// Returns "" or the error. Thread: the writer's.
std::string write_scene(WorkFolder& folder, const document::SceneToWrite& scene, Job& job) {
    try {
        if (std::string error = folder.make(); !error.empty()) return error;
        const std::uint64_t bytes = document::byte_count(*scene.scene);
        if (bytes > most_bytes)
            return "the scene has " + std::to_string(bytes >> 20) + " MiB, and at most " +
                   std::to_string(most_bytes >> 20) + " are kept. Save it to a file";
        document::write_scene_file(folder.scene_file(), scene, job);
        return {};
    } catch (const std::exception& error) { return error.what(); }
}

}  // namespace

SceneKeeper::SceneKeeper(const Parts& parts, std::shared_ptr<WorkFolder> folder, Report report)
    : parts_(parts),
      folder_(std::move(folder)),
      report_(std::move(report)),
      due_(console::never) {}

SceneKeeper::~SceneKeeper() { cancel(); }

double SceneKeeper::delay() const { return std::clamp(last_seconds_ * share_of_time, least_delay, most_delay); }

bool SceneKeeper::update(double now) {
    GIMBAL_ON(ui);
    if (restoring_) return false;
    const bool unsaved = parts_.files.unsaved(), turned = std::exchange(was_unsaved_, unsaved) != unsaved;
    if (!unsaved) {
        forget();
        return turned;
    }
    if (parts_.context.document.snapshot()->content_version() == submitted_) return turned;
    if (due_ == console::never) {
        changed_at_ = now;
        due_ = now + delay();
    }
    if (now < due_) return turned;
    const bool waits = last_seconds_ > cheap_seconds && parts_.runs.busy() && now - changed_at_ < busy_limit;
    if (writing_ || waits) due_ = now + retry_seconds;
    else write();
    return turned;
}

// The scene is in its file.
void SceneKeeper::forget() {
    due_ = console::never;
    on_disk_ = 0;
    if (std::exchange(submitted_, 0) == 0) return;
    writer_.write("scene", [folder = folder_] { folder->remove_scene(); });
    report_({});
}

void SceneKeeper::write() {
    due_ = console::never;
    writing_ = true;
    document::SceneToWrite scene = document::scene_to_write(parts_.context.document);
    const std::uint64_t content = submitted_ = scene.scene->content_version();
    job_ = std::make_shared<Job>("Keep the scene");
    writer_.write("scene",
                  [this, folder = folder_, scene = std::move(scene), job = job_, content, &ui = parts_.context.ui] {
                      const auto began = console::Clock::now();
                      const std::string error = write_scene(*folder, scene, *job);
                      const double seconds = console::seconds_since(began);
                      ui.post([this, error, seconds, content] { written(error, seconds, content); });
                  });
}

void SceneKeeper::written(const std::string& error, double seconds, std::uint64_t content) {
    writing_ = false;
    last_seconds_ = error.empty() ? seconds : most_delay / share_of_time;  // tries again later
    if (error.empty()) on_disk_ = content;
    else if (submitted_ == content)
        submitted_ = ~std::uint64_t{0};  // on disk is an older scene, which is better than nothing
    report_(error);
}

void SceneKeeper::keep_now(bool saved_too) {
    GIMBAL_ON(ui);
    if (restoring_) return;  // the folder still has the scene
    std::error_code ignored;
    const ScenePtr scene = parts_.context.document.snapshot();
    // restore() reads the scene's own file, if it is there.
    const bool in_file = fs::exists(kept_path(parts_.context.document.scene_file()), ignored);
    if (!parts_.files.unsaved() && (!saved_too || in_file || scene->object_count() == 0)) forget();
    else if (scene->content_version() != submitted_) write();
}

bool SceneKeeper::finish(double seconds) {
    GIMBAL_ON(ui);
    return writer_.wait_for(seconds);
}

void SceneKeeper::cancel() {
    if (job_) job_->cancel();
}

void SceneKeeper::restore(const KeptWork& work, const fs::path& file, bool replace, Restored restored) {
    GIMBAL_ON(ui);
    std::error_code ignored;
    const bool from_file = fs::exists(file, ignored);
    if (!from_file && work.scene_file.empty()) return restored(0);
    restoring_ = true;
    const fs::path path = from_file ? file : fs::path(work.scene_file);
    const bool modified = from_file && work.scene_modified;
    WorkerPool::shared().submit("Restore the scene", [=, this, &ui = parts_.context.ui](Job& job) {
        auto contents = std::make_shared<document::SceneContents>();
        std::string error;
        try {
            *contents = document::read_scene_file(path, job);
        } catch (const document::Cancelled&) { return; } catch (const std::exception& failure) {
            error = failure.what();
        }
        ui.post([=, this] {
            restoring_ = false;
            const std::size_t objects = contents->objects.size();
            if (error.empty()) put(std::move(*contents), work, modified, replace);
            else {
                if (!replace) folder_->set_scene_aside(work);  // a new scene must not take its place
                parts_.context.window.notify("The scene of the last session is not restored: " + error,
                                             NoteLevel::error);
            }
            restored(objects);
            if (const auto then = std::exchange(when_restored_, nullptr)) then();
        });
    });
}

void SceneKeeper::put(document::SceneContents contents, const KeptWork& work, bool modified, bool replace) {
    Document& document = parts_.context.document;
    contents.camera = work.camera;
    contents.scripts.clear();  // the editor has restored its own
    if (!replace && document.object_count() > 0) {
        document.add_many(std::move(contents.objects));
        return;
    }
    document.replace(std::move(contents), work.scene_file);
    std::vector<ObjectId> selected;
    for (const std::string& name : work.selection)
        if (const ObjectId id = document.find(name)) selected.push_back(id);
    document.select(selected);
    document.forget_history();
    if (!replace) submitted_ = on_disk_ = present_content();  // the folder has this scene
    if (modified) document.mark_saved(0);
}

}  // namespace gimbal::app
