// The script editor's file: opening, saving, and changes by other programs.
#include "app/panels/editor/script_editor_state.h"
#include "app/panels/editor/script_file.h"
#include "app/settings.h"

namespace gimbal::app {

namespace fs = std::filesystem;

bool ScriptEditorPanel::State::load(const fs::path& from, int line) {
    try {
        std::error_code ignored;
        const fs::path absolute = fs::absolute(from, ignored).lexically_normal();
        const FileStamp stamp = stamp_of(absolute);  // first, so that a write during the read is noticed
        pane.set_text(read_script(absolute));
        path = absolute;
        on_disk = stamp;
    } catch (const ScriptFileError& e) {
        context.window.notify(e.what(), NoteLevel::error);
        return false;
    }
    never_saved = false;
    watch_file();
    if (line > 0) pane.go_to_line(line);
    context.settings.add_recent_file(path.string());
    return true;
}

bool ScriptEditorPanel::State::load_again() {
    try {
        const FileStamp stamp = stamp_of(path);
        pane.reload(read_script(path));
        on_disk = stamp;
    } catch (const ScriptFileError& e) {
        context.window.notify(e.what(), NoteLevel::error);
        return false;
    }
    changed_on_disk = false;
    if (watch) watch->know(on_disk);
    return true;
}

void ScriptEditorPanel::State::reload() {
    if (load_again() && run_when_saved) run_saved();
}

void ScriptEditorPanel::State::forget_text() {
    pane.set_text("");
    path.clear();
    never_saved = false;
    watch_file();
}

void ScriptEditorPanel::State::show_text(const std::string& text, int line) {
    forget_text();
    pane.set_text(text);
    never_saved = true;
    if (line > 0) pane.go_to_line(line);
}

void ScriptEditorPanel::State::write_then(const fs::path& to, const std::function<void()>& then) {
    try {
        write_script(to, pane.text());
    } catch (const ScriptFileError& e) {
        context.window.notify(e.what(), NoteLevel::error);
        return;  // the next step could lose the text
    }
    const bool same = to == path;
    path = to;
    never_saved = changed_on_disk = false;
    on_disk = stamp_of(path);
    if (same && watch) watch->know(on_disk);
    else watch_file();
    pane.mark_saved();
    context.settings.add_recent_file(path.string());
    if (then) then();
}

void ScriptEditorPanel::State::save_then(std::function<void()> then) {
    if (path.empty()) return save_as_then(std::move(then));
    const FileStamp stamp = stamp_of(path);
    if (!stamp.exists || stamp == on_disk) return write_then(path, then);
    question.ask("Changed on disk", file_name() + " was changed by another program since it was opened here.",
                 {{"Overwrite", [this, then] { write_then(path, then); }},
                  {"Reload", [this] { load_again(); }},
                  {"Cancel", {}}});
}

void ScriptEditorPanel::State::save_as_then(std::function<void()> then) {
    if (!browser) return;
    browser->open({.mode = FileBrowser::Mode::save,
                   .title = "Save script",
                   .extensions = {".py"},
                   .suggested_name = file_name(),
                   .accepted = [this, then](const fs::path& to) { write_then(to, then); }});
}

// The path has changed, so the settings for the old file do not apply.
void ScriptEditorPanel::State::watch_file() {
    changed_on_disk = run_when_saved = false;
    watch.reset();
    if (path.empty()) return;
    watch = std::make_unique<FileWatch>(path, on_disk,
                                        [&ui = context.ui, weak = std::weak_ptr(self), file = path](FileStamp stamp) {
                                            ui.post([weak, file, stamp] {
                                                const auto alive = weak.lock();
                                                if (alive && (*alive)->path == file) (*alive)->saved_elsewhere(stamp);
                                            });
                                        });
}

void ScriptEditorPanel::State::set_run_when_saved(bool wanted) {
    run_when_saved = wanted && watch;
    if (watch) watch->look_often(run_when_saved);
}

// Never discards unsaved text: the note in the panel asks.
void ScriptEditorPanel::State::saved_elsewhere(FileStamp stamp) {
    if (stamp == on_disk) return;
    if (run_when_saved && !modified()) {
        if (load_again()) run_saved();
        return;
    }
    changed_on_disk = true;
    if (run_when_saved)
        context.window.notify(file_name() +
                                  " was saved elsewhere and is not run: it has changes here that are not saved.",
                              NoteLevel::warning);
}

}  // namespace gimbal::app
