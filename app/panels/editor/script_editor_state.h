// The state of the script editor. Private to script_editor.cpp (drawing), script_editor_file.cpp (its file) and
// script_editor_runs.cpp (its runs).
#pragma once
#include <map>
#include <memory>

#include "app/panels/dialogs/question.h"
#include "app/panels/editor/file_watch.h"
#include "app/panels/panels.h"
#include "gimbal/console/engine_assist.h"
#include "gimbal/console/text_pane.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
struct ScriptEditorPanel::State final : console::KeyHandler {
    explicit State(AppContext& context);
    bool on_key(const console::InputEvent& event) override;
    AppContext& context;
    console::EngineAssist assist;
    console::TextPane pane;
    Question question;
    FileBrowser* browser = nullptr;
    const console::ConsoleSet* consoles = nullptr;
    console::ConsoleId console() const { return consoles ? consoles->front_id() : 0; }  // the namespace of parts
    bool never_saved = false;  // the text has no file and was not typed here
    std::uint64_t hint_revision = ~std::uint64_t{0};
    bool empty = true;
    ImU32 error_ground = 0;
    std::vector<std::string> header;

    bool modified() const { return never_saved || pane.modified(); }
    std::string file_name() const { return path.empty() ? std::string("untitled.py") : path.filename().string(); }

    // --- The file.
    std::filesystem::path path;    // empty: no file yet
    FileStamp on_disk;             // when the file was read or written here
    bool changed_on_disk = false;  // since then, by another program
    bool run_when_saved = false;   // run the file when another program saves it
    std::unique_ptr<FileWatch> watch;
    std::shared_ptr<State*> self;  // a late report of the watch holds it weakly
    bool load(const std::filesystem::path& from, int line);
    bool load_again();  // false: the file cannot be read (notified)
    void reload();
    void forget_text();
    void show_text(const std::string& text, int line);
    void save_then(std::function<void()> then);
    void save_as_then(std::function<void()> then);
    void write_then(const std::filesystem::path& to, const std::function<void()>& then);
    void watch_file();
    void set_run_when_saved(bool wanted);
    void saved_elsewhere(FileStamp stamp);

    // --- Its runs.
    struct RunOfText {
        std::string name, text;  // the file's name in tracebacks; the text at the start of the run
        std::uint64_t revision = 0;
        bool whole = false;
    };
    std::map<console::RunId, RunOfText> runs;  // that have not ended, by id
    console::RunId saved_run = 0;              // the last run of the file on disk
    std::string run_name() const;              // the file's name in tracebacks
    void run_whole();
    void run_saved();
    void run_part(const console::CodePart& part);
    void run_in_console();
    void began(console::RunId run, bool whole);
    void remember(console::RunId run, bool whole);
    void handle(const console::ConsoleEvent& event);
    struct {
        bool on = false;
        std::uint64_t revision = 0;
        int line = 0;
    } error_shown;          // shown by a key, for this line and revision
    std::string error_box;  // as drawn last
    void draw_error_box(bool focused);
    void mark_error(const console::Traceback& error, const RunOfText& run);

    void draw_header(console::Rect rect, const console::PanelStyle& style, bool focused);
    float draw_changed_note(console::Rect below, const console::PanelStyle& style);  // returns its height; 0: no note
};

}  // namespace gimbal::app
