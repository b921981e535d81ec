// The script editor: one Python file in a text pane, with its name, Run, and the line of the last error.
#pragma once
#include <string>
#include <vector>

#include "app/panels/editor/script_runs.h"
#include "gimbal/console/engine_assist.h"

namespace gimbal::app {

// Thread: UI.   GIL: never.
class ScriptEditorPanel final : public Panel, private console::KeyHandler {
public:
    // `browser` asks for the path of "save as". Parts of the script run in the console in front of `consoles`.
    ScriptEditorPanel(AppContext& context, FileBrowser& browser, console::ConsoleSet& consoles);
    std::string name() const override { return "editor"; }
    void draw(Rect, const PanelStyle&, std::span<const InputEvent>, bool focused, double now) override;
    double next_tick() const override;
    std::vector<std::string> rows() const override;
    std::string mouse_hint() const override {
        return "Drag: select   Ctrl-Enter: run   Shift-Enter: run cell   Ctrl-S: save";
    }
    bool keeps_escape() const override { return true; }  // a person who types keeps the keyboard
    void handle(const console::ConsoleEvent& event);
    std::string error_at_caret() const;  // in one line; empty if the caret is not on the marked line
    OpenScript& script() { return script_; }
    const OpenScript& script() const { return script_; }
    console::TextPane& text() { return text_; }

private:
    bool on_key(const InputEvent& event) override;
    void add_commands();
    void go_to_error();  // the console's last one if no line is marked here
    void show_error();   // shows the whole error of the marked line until the next action
    void draw_header(Rect rect, const PanelStyle& style, bool focused);
    float draw_changed_note(Rect below, const PanelStyle& style);  // returns its height; 0: no note
    void draw_error_box(bool focused);

    AppContext& context_;
    console::ConsoleSet& consoles_;
    console::EngineAssist assist_;
    console::TextPane text_;
    OpenScript script_;
    ScriptRuns runs_;
    std::uint64_t hint_revision_ = ~std::uint64_t{0};
    bool empty_ = true;
    ImU32 error_ground_ = 0;
    struct {
        bool on = false;
        std::uint64_t revision = 0;
        int line = 0;
    } error_shown_;          // shown by a key, for this line and revision
    std::string error_box_;  // as drawn last
    std::vector<std::string> header_;
};

}  // namespace gimbal::app
