#include "app/window/session/work_keeper.h"

#include <algorithm>
#include <utility>

#include "api/document/io/words.h"
#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double restart_tick_seconds = 0.01;
constexpr double work_seconds = 0.5, scripts_seconds = 0.2, settings_seconds = 0.5;
constexpr double proof_seconds = 2;  // restored work counts as harmless once the window has drawn it for this long
constexpr std::size_t most_selected = 10'000;  // names of a larger selection are not kept
constexpr const char* not_kept = "Unsaved work is not kept for the next start: ";

std::string words_of_scene(const KeptWork& work, std::size_t objects) {
    return work.scene_name() + " with " + document::counted(objects, "object") +
           (work.scene_modified ? ", not saved" : "");
}

}  // namespace

WorkKeeper::WorkKeeper(const Parts& parts, std::shared_ptr<WorkFolder> folder)
    : parts_(parts),
      folder_(std::move(folder)),
      scene_({parts.context, parts.workbench.scene_files(), parts.runs}, folder_,
             [this](const std::string& error) { note(scene_problem_, error); }),
      seen_(look()),
      work_due_(console::never),
      scripts_due_(console::never),
      settings_due_(console::never),
      restored_due_(console::never) {}

WorkKeeper::Seen WorkKeeper::look() const {
    const console::TextPane& text = parts_.workbench.editor().text();
    const OpenScript& script = parts_.workbench.editor().script();
    const Document& document = parts_.context.document;
    return {text.revision(),       document.camera_version(), document.version(),
            text.caret_line(),     text.caret_column(),       script.path().string(),
            document.scene_file(), script.modified(),         parts_.workbench.console().count(),
            parts_.window.place()};
}

void WorkKeeper::update(double now) {
    GIMBAL_ON(ui);
    if (restart_) return finish_restart();
    if (Seen seen = look(); seen != seen_) {
        seen_ = std::move(seen);
        ++changes_;
        work_due_ = std::min(work_due_, now + work_seconds);
        scripts_due_ = std::min(scripts_due_, now + scripts_seconds);
    }
    if (parts_.context.settings.changed()) settings_due_ = std::min(settings_due_, now + settings_seconds);
    open_scripts_of_scene();
    if (now >= scripts_due_) sync_scripts();
    if (now >= work_due_) write_work(false);
    if (now >= settings_due_) write_settings();
    if (scene_.update(now)) work_due_ = std::min(work_due_, now);
    if (now >= restored_due_) restoring_has_held();
    if (aside_) forget_aside();
}

double WorkKeeper::next_tick() const {
    if (restart_) return console::steady_seconds() + restart_tick_seconds;
    return std::min({work_due_, scripts_due_, settings_due_, restored_due_, scene_.next_tick()});
}

void WorkKeeper::restore(const KeptWork& work, std::function<void(std::string)> restored) {
    GIMBAL_ON(ui);
    folder_->restoring(work);
    OpenScript& script = parts_.workbench.editor().script();
    if (work.script) script.restore(*work.script);
    console::ConsoleSet& consoles = parts_.workbench.console();
    while (consoles.count() < work.consoles) consoles.add();
    consoles.show(0);
    kept_any_ = true;
    work_due_ = 0;  // from now on it is the work of this session
    const std::string script_words = script.is_anything()
                                         ? script.file_name() + (script.modified() ? ", not saved" : "")
                                         : "";
    being_restored_ = work;
    scene_.restore(work, folder_->scene_file(), false, [=, this](std::size_t objects) {
        being_restored_.reset();
        work_due_ = 0;
        restored_due_ = console::steady_seconds() + proof_seconds;
        const std::string scene = objects > 0 ? words_of_scene(work, objects) : "";
        restored(script_words + (script_words.empty() || scene.empty() ? "" : "; ") + scene);
    });
}

void WorkKeeper::restoring_has_held() {
    restored_due_ = console::never;
    writer_.write("restored", [folder = folder_] { folder->restored(); });
}

void WorkKeeper::restore_aside(const AsideWork& aside) {
    GIMBAL_ON(ui);
    OpenScript& script = parts_.workbench.editor().script();
    const auto restore_scene = [this, aside] {
        if (!aside.has_scene()) return void(aside_ = aside);
        parts_.workbench.scene_files().ask_unsaved_then([this, aside] {
            scene_.restore(aside.work, aside.scene_file(), true, [this, aside](std::size_t objects) {
                if (objects > 0) aside_ = aside;
            });
        });
    };
    if (!aside.work.script) return restore_scene();
    script.ask_unsaved_then([&script, aside, restore_scene] {
        script.restore(*aside.work.script);
        restore_scene();
    });
}

void WorkKeeper::forget_aside() {
    if (kept_changes_ == changes() && scene_.kept_content() == scene_.present_content())
        discard(*std::exchange(aside_, std::nullopt));
}

void WorkKeeper::discard(const AsideWork& aside) {
    writer_.write("aside", [folder = folder_, aside] { folder->discard(aside); });
}

void WorkKeeper::prepare_restart(std::function<void()> ready) {
    GIMBAL_ON(ui);
    problem_.clear();
    scene_problem_.clear();
    restart_ = std::move(ready);
    keep_now(true);
}

// The errors of finished writers may still be in the queue, so the decision is queued, too.
void WorkKeeper::finish_restart() {
    if (problem().empty() && !finish(0)) return;
    parts_.context.ui.post([this] {
        const std::function<void()> ready = std::exchange(restart_, nullptr);
        if (!ready) return;  // another frame has queued the same
        if (problem().empty()) ready();
        else write_work(false);
    });
}

bool WorkKeeper::anything_unsaved() const {
    return parts_.workbench.editor().script().modified() || parts_.workbench.scene_files().unsaved() ||
           restores_unsaved_scene();
}

void WorkKeeper::sync_scripts() {
    GIMBAL_ON(ui);
    scripts_due_ = console::never;
    const OpenScript& script = parts_.workbench.editor().script();
    std::vector<document::SceneScript> scripts;
    if (script.is_anything()) scripts.push_back(script.kept().script);
    scripts.insert(scripts.end(), not_open_.begin(), not_open_.end());
    parts_.context.document.keep_scripts(std::move(scripts), scripts_opened_);
}

// A scene that was opened brings its scripts along. Unsaved text is never replaced without a question.
void WorkKeeper::open_scripts_of_scene() {
    const std::uint64_t opened = parts_.context.document.scripts_opened();
    if (std::exchange(scripts_opened_, opened) == opened) return;
    OpenScript& script = parts_.workbench.editor().script();
    bool free = !script.modified();
    not_open_.clear();
    for (const document::SceneScript& one : *parts_.context.document.scripts()) {
        if (std::exchange(free, false)) {
            script.open_from_scene(one);
            continue;
        }
        const std::string name = one.file.empty() ? "a script" : std::filesystem::path(one.file).filename().string();
        not_open_.push_back(one);
        parts_.workbench.notify("The scene has " + name + ", which is not open", NoteLevel::info,
                                console::steady_seconds(), {{"Open script", [this, &script, one] {
                                                                 std::erase(not_open_, one);
                                                                 script.open_from_scene(one);
                                                             }}});
    }
}

KeptWork WorkKeeper::work(bool restart) const {
    const OpenScript& script = parts_.workbench.editor().script();
    const Document& document = parts_.context.document;
    KeptWork work;
    if (script.is_anything()) work.script = script.kept();
    work.consoles = parts_.workbench.console().count();
    work.place = parts_.window.place();
    work.restarted = restart;
    if (being_restored_) {  // the folder still has that scene
        work.scene_file = being_restored_->scene_file;
        work.scene_modified = being_restored_->scene_modified;
        work.camera = being_restored_->camera;
        work.selection = being_restored_->selection;
        return work;
    }
    work.scene_file = document.scene_file();
    work.scene_modified = parts_.workbench.scene_files().unsaved();
    work.camera = document.camera();
    const ScenePtr scene = document.snapshot();
    if (scene->selection().size() <= most_selected)
        for (const ObjectId id : scene->selection())
            if (const Object* object = scene->find(id)) work.selection.push_back(object->name);
    return work;
}

// Nothing is written, and no folder made, as long as there is nothing to restore.
void WorkKeeper::write_work(bool restart) {
    work_due_ = console::never;
    KeptWork kept = work(restart);
    kept_any_ |= kept.script || kept.has_scene() || restart;
    const std::uint64_t changes = this->changes();
    if (!kept_any_) {
        kept_changes_ = changes;
        return;
    }
    writer_.write("work", [this, folder = folder_, kept = std::move(kept), changes, &ui = parts_.context.ui] {
        const std::string error = folder->write_work(kept);
        ui.post([this, error, changes] { written(error, changes); });
    });
}

void WorkKeeper::written(const std::string& error, std::uint64_t changes) {
    note(problem_, error);
    if (error.empty()) kept_changes_ = changes;
}

// A write that has not begun is replaced, so each takes all that is not on disk.
void WorkKeeper::write_settings() {
    settings_due_ = console::never;
    Settings& settings = parts_.context.settings;
    settings_->put(settings.take_changes());
    writer_.write("settings", [unwritten = settings_, file = settings.file(), whole = settings.content(),
                               &window = parts_.context.window, &ui = parts_.context.ui] {
        const SettingsContent changes = unwritten->take();
        if (changes.empty()) return;
        std::string error = app::write_settings(file, changes, whole);
        if (error.empty()) return;
        unwritten->put_back(changes);
        ui.post([&window, error] { window.notify("Settings: " + error, NoteLevel::warning); });
    });
}

// Once for each error: a full disk stays full for a while.
void WorkKeeper::note(std::string& problem, const std::string& error) {
    if (std::exchange(problem, error) == error || error.empty()) return;
    parts_.context.window.notify(not_kept + error, NoteLevel::warning);
}

void WorkKeeper::keep_now(bool restart) {
    GIMBAL_ON(ui);
    if (forgotten_) return;
    write_work(restart);
    scene_.keep_now(restart);
    restoring_has_held();  // an orderly end is not a crash
}

bool WorkKeeper::finish(double seconds) {
    GIMBAL_ON(ui);
    const bool scene_written = scene_.finish(seconds), work_written = writer_.wait_for(seconds);
    parts_.context.settings.not_written(settings_->take());
    return work_written && scene_written;
}

void WorkKeeper::forget() {
    GIMBAL_ON(ui);
    forgotten_ = true;
    scene_.cancel();
    if (aside_) discard(*std::exchange(aside_, std::nullopt));  // it was restored, and saved or given up
    writer_.write("work", [folder = folder_] { folder->remove(); });
}

}  // namespace gimbal::app
