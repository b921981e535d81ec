// The file of the script editor: opening, saving, changes by other programs, and what a session keeps of it.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "api/document/scene/scene_contents.h"
#include "app/app_context.h"
#include "app/panels/dialogs/question.h"
#include "app/panels/editor/file_watch.h"
#include "gimbal/console/text_pane.h"

namespace gimbal::app {

class FileBrowser;
class ScriptRuns;

// A script as the next start of the program restores it.
struct KeptScript {
    document::SceneScript script;
    FileStamp on_disk;  // of its file, when it was read or written last
};

// Thread: UI.   GIL: never.
class OpenScript {
public:
    // `runs` is not used by the constructor.
    OpenScript(AppContext& context, FileBrowser& browser, console::TextPane& text, ScriptRuns& runs);

    // These three ask about unsaved text first.
    bool open(const std::filesystem::path& path, int line = 0);  // false: cannot be read, after a notification
    void open_text(std::string text, int line = 0);              // a new script that has no file yet
    void new_file();
    // Asks Save / Discard / Cancel if there is unsaved text, and calls `go_on` unless the answer is Cancel.
    void ask_unsaved_then(std::function<void()> go_on);
    // `then` is called once the text is saved. Both ask for a path if the script has none.
    void save(std::function<void()> then = {});
    void save_as(std::function<void()> then = {});

    const std::filesystem::path& path() const { return path_; }  // empty: no file yet
    std::string file_name() const;
    std::string name_and_mark() const;  // the file name; with "•" while it is not saved
    // True if text would be lost. An empty script without a file is nothing.
    bool modified() const { return (never_saved_ || text_.modified()) && !(path_.empty() && text_.empty()); }

    // --- For sessions and scene files.
    bool is_anything() const { return !path_.empty() || !text_.empty(); }
    KeptScript kept() const;
    void restore(const KeptScript& kept);  // in place of what is open
    // Opens a script that a scene file has brought along: from its own file if that has the same text, else as text
    // without a file, because a scene may come from anybody and must not decide what Save overwrites.
    void open_from_scene(const document::SceneScript& script);

    bool changed_elsewhere() const { return changed_on_disk_; }
    void reload();  // after another program has saved the file; also runs it if run_when_saved()
    void keep();    // keeps the text in the editor instead
    bool run_when_saved() const { return run_when_saved_; }
    void set_run_when_saved(bool wanted);  // when another program saves it, until another file is opened

    Question& question() { return question_; }  // drawn above everything else, even while the panel is hidden

private:
    // These three return false if the file cannot be read, after a notification.
    bool read(const std::filesystem::path& from, std::string& text);
    bool load(const std::filesystem::path& from, int line);
    bool load_again();
    void forget_text();
    void write_then(const std::filesystem::path& to, const std::function<void()>& then);
    void watch_file();
    void saved_elsewhere(FileStamp stamp);

    AppContext& context_;
    FileBrowser& browser_;
    console::TextPane& text_;
    ScriptRuns& runs_;
    Question question_;
    std::filesystem::path path_;
    bool never_saved_ = false;      // no file has this text, although it was not typed here
    FileStamp on_disk_;             // when the file was read or written here
    bool changed_on_disk_ = false;  // since then, by another program
    bool run_when_saved_ = false;
    std::unique_ptr<FileWatch> watch_;
    std::shared_ptr<OpenScript*> self_;  // held weakly by reports of the watch that are still queued
};

}  // namespace gimbal::app
