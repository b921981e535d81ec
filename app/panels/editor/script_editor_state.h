// What the script editor keeps: script_editor.cpp draws it, script_editor_file.cpp has its file, script_editor_runs.cpp
// its runs. Private to the three.
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
struct ScriptEditorPanel::State {
    explicit State(AppContext& context);
    AppContext& context;
    console::EngineAssist assist;
    console::TextPane pane;
    Question question;
    FileBrowser* browser = nullptr;
    const console::ConsoleSet* consoles = nullptr;
    console::ConsoleId console() const { return consoles ? consoles->front_id() : 0; }  // whose names parts see
    bool never_saved = false;  // the text came from elsewhere than the keyboard and has no file
    std::uint64_t hint_revision = ~std::uint64_t{0};
    bool empty = true;
    ImU32 error_ground = 0;
    std::vector<std::string> header;

    bool modified() const { return never_saved || pane.modified(); }
    std::string file_name() const { return path.empty() ? std::string("untitled.py") : path.filename().string(); }

    // --- The file.
    std::filesystem::path path;    // empty: has no file yet
    FileStamp on_disk;             // when the file was read or written here
    bool changed_on_disk = false;  // since then, by somebody else
    bool run_when_saved = false;   // ... and then it is run
    std::unique_ptr<FileWatch> watch;
    std::shared_ptr<State*> self;  // what a late word of the watch looks at
    bool load(const std::filesystem::path& from, int line);
    bool load_again();  // false: could not be read (notified)
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
        std::string name, text;  // the file's name in tracebacks; the text as it was then
        std::uint64_t revision = 0;
        bool whole = false;
    };
    std::map<console::RunId, RunOfText> runs;  // that have not ended
    console::RunId waiting = 0;    // a run of the saved file that has not begun: it will read what stands there then
    std::string run_name() const;  // the file's name in tracebacks
    void run_whole();
    void run_saved();
    void run_part(const console::CodePart& part);
    void run_in_console();
    void began(console::RunId run, bool whole);
    void handle(const console::ConsoleEvent& event);
    struct {
        bool on = false;
        std::uint64_t revision = 0;
        int line = 0;
    } error_shown;          // asked for by a key, there
    std::string error_box;  // as drawn last
    void draw_error_box(bool focused);
    void mark_error(const console::Traceback& error, const RunOfText& run);

    void draw_header(console::Rect rect, const console::PanelStyle& style, bool focused);
    float draw_changed_note(console::Rect below, const console::PanelStyle& style);  // its height; 0: none
};

}  // namespace gimbal::app
