// A failed read or write keeps the text, and the notification names the file.
#include "app/panels/editor/open_script.h"

#include <utility>

#include "app/panels/editor/script_file.h"
#include "app/panels/editor/script_runs.h"
#include "app/panels/files/file_browser.h"
#include "app/settings.h"
#include "gimbal/console/thread_role.h"

namespace gimbal::app {

namespace fs = std::filesystem;

OpenScript::OpenScript(AppContext& context, FileBrowser& browser, console::TextPane& text, ScriptRuns& runs)
    : context_(context),
      browser_(browser),
      text_(text),
      runs_(runs),
      self_(std::make_shared<OpenScript*>(this)) {}

bool OpenScript::open(const fs::path& path, int line) {
    GIMBAL_ON(ui);
    if (!modified()) return load(path, line);
    ask_unsaved_then([this, path, line] { load(path, line); });
    return true;
}

void OpenScript::open_text(std::string text, int line) {
    GIMBAL_ON(ui);
    ask_unsaved_then([this, text = std::move(text), line] {
        forget_text();
        text_.set_text(text);
        never_saved_ = true;
        if (line > 0) text_.go_to_line(line);
    });
}

void OpenScript::new_file() {
    GIMBAL_ON(ui);
    ask_unsaved_then([this] { forget_text(); });
}

void OpenScript::ask_unsaved_then(std::function<void()> go_on) {
    GIMBAL_ON(ui);
    if (!modified()) return go_on();
    const std::string name = path_.empty() ? "The script" : file_name();
    browser_.close();  // only one dialog at a time
    question_.ask("Unsaved script", name + " has changes that are not saved.",
                  {{"Save", [this, go_on] { save(go_on); }}, {"Discard", go_on}, {"Cancel", {}}});
}

KeptScript OpenScript::kept() const {
    GIMBAL_ON(ui);
    return {{text_.text(), path_.string(), text_.caret_line(), text_.caret_column(), modified()}, on_disk_};
}

void OpenScript::restore(const KeptScript& kept) {
    GIMBAL_ON(ui);
    const document::SceneScript& script = kept.script;
    std::string on_disk;
    path_ = script.file;
    on_disk_ = kept.on_disk;
    // Text that was saved is read again, because the file may be newer.
    const bool read_again = !script.modified && !path_.empty() && read(path_, on_disk);
    text_.set_text(read_again ? on_disk : script.text);
    never_saved_ = !read_again;
    watch_file();
    text_.place_caret(script.line, script.column);
}

void OpenScript::open_from_scene(const document::SceneScript& script) {
    GIMBAL_ON(ui);
    ask_unsaved_then([this, script] {
        std::string on_disk;
        try {
            if (!script.file.empty()) on_disk = read_script(script.file);
        } catch (const ScriptFileError&) {}  // another computer's file
        const bool same = !script.file.empty() && on_disk == script.text;
        if (!same || !load(script.file, 0)) {
            forget_text();
            text_.set_text(script.text);
            never_saved_ = true;
        }
        text_.place_caret(script.line, script.column);
    });
}

std::string OpenScript::file_name() const { return path_.empty() ? "untitled.py" : path_.filename().string(); }

std::string OpenScript::name_and_mark() const { return file_name() + (modified() ? " \xE2\x80\xA2" : ""); }

bool OpenScript::read(const fs::path& from, std::string& text) {
    const FileStamp stamp = stamp_of(from);  // first, so that a write during the read is noticed
    try {
        text = read_script(from);
    } catch (const ScriptFileError& e) {
        context_.window.notify(e.what(), NoteLevel::error);
        return false;
    }
    on_disk_ = stamp;
    return true;
}

bool OpenScript::load(const fs::path& from, int line) {
    std::error_code ignored;
    const fs::path absolute = fs::absolute(from, ignored).lexically_normal();
    std::string text;
    if (!read(absolute, text)) return false;
    text_.set_text(text);
    path_ = absolute;
    never_saved_ = false;
    watch_file();
    if (line > 0) text_.go_to_line(line);
    context_.settings.add_recent_file(path_.string());
    return true;
}

bool OpenScript::load_again() {
    std::string text;
    if (!read(path_, text)) return false;
    text_.reload(text);
    never_saved_ = changed_on_disk_ = false;
    if (watch_) watch_->know(on_disk_);
    return true;
}

void OpenScript::reload() {
    GIMBAL_ON(ui);
    if (changed_on_disk_ && load_again() && run_when_saved_) runs_.run_saved();
}

void OpenScript::keep() {
    GIMBAL_ON(ui);
    changed_on_disk_ = false;
}

void OpenScript::forget_text() {
    text_.set_text("");
    path_.clear();
    never_saved_ = false;
    watch_file();
}

void OpenScript::write_then(const fs::path& to, const std::function<void()>& then) {
    try {
        write_script(to, text_.text());
    } catch (const ScriptFileError& e) {
        context_.window.notify(e.what(), NoteLevel::error);
        return;  // the next step could lose the text
    }
    const bool same = to == path_;
    path_ = to;
    never_saved_ = changed_on_disk_ = false;
    on_disk_ = stamp_of(path_);
    if (same && watch_) watch_->know(on_disk_);
    else watch_file();
    text_.mark_saved();
    context_.settings.add_recent_file(path_.string());
    if (then) then();
}

void OpenScript::save(std::function<void()> then) {
    GIMBAL_ON(ui);
    if (path_.empty()) return save_as(std::move(then));
    const FileStamp stamp = stamp_of(path_);
    if (!stamp.exists || stamp == on_disk_) return write_then(path_, then);
    question_.ask("Changed on disk", file_name() + " was changed by another program since it was opened here.",
                  {{"Overwrite", [this, then] { write_then(path_, then); }},
                   {"Reload", [this] { load_again(); }},
                   {"Cancel", {}}});
}

void OpenScript::save_as(std::function<void()> then) {
    GIMBAL_ON(ui);
    browser_.open({.mode = FileBrowser::Mode::save,
                   .title = "Save script",
                   .extensions = {".py"},
                   .suggested_name = file_name(),
                   .accepted = [this, then](const fs::path& to) { write_then(to, then); }});
}

// The path has changed, so the settings for the old file do not apply.
void OpenScript::watch_file() {
    changed_on_disk_ = run_when_saved_ = false;
    watch_.reset();
    if (path_.empty()) return;
    watch_ = std::make_unique<FileWatch>(
        path_, on_disk_, [&ui = context_.ui, weak = std::weak_ptr(self_), file = path_](FileStamp stamp) {
            ui.post([weak, file, stamp] {
                const auto alive = weak.lock();
                if (alive && (*alive)->path_ == file) (*alive)->saved_elsewhere(stamp);
            });
        });
}

void OpenScript::set_run_when_saved(bool wanted) {
    GIMBAL_ON(ui);
    run_when_saved_ = wanted && watch_;
    if (watch_) watch_->look_often(run_when_saved_);
}

// Never discards unsaved text: the note in the panel asks.
void OpenScript::saved_elsewhere(FileStamp stamp) {
    if (stamp == on_disk_) return;
    if (run_when_saved_ && !modified()) {
        if (load_again()) runs_.run_saved();
        return;
    }
    changed_on_disk_ = true;
    if (run_when_saved_)
        context_.window.notify(file_name() +
                                   " was saved elsewhere and is not run: it has changes here that are not saved.",
                               NoteLevel::warning);
}

}  // namespace gimbal::app
