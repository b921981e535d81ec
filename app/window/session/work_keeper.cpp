#include "app/window/session/work_keeper.h"

#include <algorithm>
#include <utility>

#include "gimbal/console/base/clock.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {
namespace {

constexpr double restart_tick_seconds = 0.01;
constexpr double work_seconds = 0.5, scripts_seconds = 0.2, settings_seconds = 0.5;
constexpr std::size_t most_selected = 10'000;  // names of a larger selection are not kept
constexpr const char* not_kept = "Unsaved work is not kept for the next start: ";

}  // namespace

WorkKeeper::WorkKeeper(const Parts& parts, std::shared_ptr<WorkFolder> folder)
    : parts_(parts),
      folder_(std::move(folder)),
      scene_({parts.context, parts.workbench.scene_files(), parts.runs}, folder_,
             [this](std::string error) { report(error); }),
      seen_(look()),
      work_due_(console::never),
      scripts_due_(console::never),
      settings_due_(console::never) {}

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
        work_due_ = std::min(work_due_, now + work_seconds);
        scripts_due_ = std::min(scripts_due_, now + scripts_seconds);
    }
    if (parts_.context.settings.changed()) settings_due_ = std::min(settings_due_, now + settings_seconds);
    open_scripts_of_scene();
    if (now >= scripts_due_) sync_scripts();
    if (now >= work_due_) write_work(false);
    if (now >= settings_due_) write_settings();
    if (scene_.update(now)) work_due_ = std::min(work_due_, now);
}

double WorkKeeper::next_tick() const {
    if (restart_) return console::steady_seconds() + restart_tick_seconds;
    return std::min({work_due_, scripts_due_, settings_due_, scene_.next_tick()});
}

void WorkKeeper::restore(const KeptWork& work) {
    GIMBAL_ON(ui);
    OpenScript& script = parts_.workbench.editor().script();
    if (work.script) script.restore(*work.script);
    console::ConsoleSet& consoles = parts_.workbench.console();
    while (consoles.count() < work.consoles) consoles.add();
    consoles.show(0);
    kept_any_ = true;
    work_due_ = 0;  // from now on it is the work of this session
    std::string words = work.restarted ? "Python was restarted" : "";
    if (words.empty() && script.is_anything())
        words = "Restored from the last session: " + script.file_name() + (script.modified() ? ", not saved" : "");
    if (!words.empty()) parts_.context.window.notify(words, NoteLevel::info);
    scene_.restore(work, [this, work](std::size_t objects) {
        work_due_ = 0;
        if (work.restarted || objects == 0) return;
        const std::string name = work.scene_file.empty() ? "the scene"
                                                         : std::filesystem::path(work.scene_file).filename().string();
        parts_.context.window.notify("Restored from the last session: " + name + " with " + std::to_string(objects) +
                                         (objects == 1 ? " object" : " objects") +
                                         (work.scene_modified ? ", not saved" : ""),
                                     NoteLevel::info);
    });
}

void WorkKeeper::prepare_restart(std::function<void()> ready) {
    GIMBAL_ON(ui);
    problem_.clear();
    restart_ = std::move(ready);
    keep_now(true);
}

void WorkKeeper::finish_restart() {
    if (problem_.empty() && !finish(0)) return;
    const std::function<void()> ready = std::exchange(restart_, nullptr);
    if (problem_.empty()) ready();
    else write_work(false);
}

bool WorkKeeper::anything_unsaved() const {
    return parts_.workbench.editor().script().modified() || parts_.workbench.scene_files().unsaved();
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
    work.scene_file = document.scene_file();
    work.scene_modified = parts_.workbench.scene_files().unsaved();
    work.camera = document.camera();
    const ScenePtr scene = document.snapshot();
    if (scene->selection().size() <= most_selected)
        for (const ObjectId id : scene->selection())
            if (const Object* object = scene->find(id)) work.selection.push_back(object->name);
    work.consoles = parts_.workbench.console().count();
    work.place = parts_.window.place();
    work.restarted = restart;
    return work;
}

// Nothing is written, and no folder made, as long as there is nothing to restore.
void WorkKeeper::write_work(bool restart) {
    work_due_ = console::never;
    KeptWork kept = work(restart);
    kept_any_ |= kept.script || kept.scene_modified || !kept.scene_file.empty() || restart;
    if (!kept_any_) return;
    writer_.write("work", [this, folder = folder_, text = text_of(kept), &ui = parts_.context.ui] {
        if (std::string error = folder->write_work(text); !error.empty()) ui.post([this, error] { report(error); });
        else ui.post([this] { problem_.clear(); });
    });
}

void WorkKeeper::write_settings() {
    settings_due_ = console::never;
    Settings& settings = parts_.context.settings;
    std::optional<std::string> text = settings.take_text();
    if (!text) return;
    writer_.write("settings", [this, file = settings.file(), text = std::move(*text), &ui = parts_.context.ui] {
        if (std::string error = Settings::write(file, text); !error.empty())
            ui.post([this, error] {
                settings_failed_ = true;
                parts_.context.window.notify("Settings: " + error, NoteLevel::warning);
            });
    });
}

// Once for each error: a full disk stays full for a while.
void WorkKeeper::report(const std::string& error) {
    if (std::exchange(problem_, error) == error && !restart_) return;
    parts_.context.window.notify(not_kept + error, NoteLevel::warning);
}

void WorkKeeper::keep_now(bool restart) {
    GIMBAL_ON(ui);
    if (forgotten_) return;
    write_work(restart);
    scene_.keep_now(restart);
    if (settings_failed_) parts_.context.settings.not_written();
}

bool WorkKeeper::finish(double seconds) {
    GIMBAL_ON(ui);
    const bool scene_written = scene_.finish(seconds);
    return writer_.wait_for(seconds) && scene_written;
}

void WorkKeeper::forget() {
    GIMBAL_ON(ui);
    forgotten_ = true;
    scene_.cancel();
    folder_->remove();
}

}  // namespace gimbal::app
