// The console panel: banner, scrollback and prompt over an Engine. Knows nothing of meshes; any ImGui program can show
// it.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/console_tab.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_row.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/texture_maker.h"

namespace gimbal::console {

struct ConsolePanelOptions {
    std::filesystem::path history_file;  // "": not kept
    std::string banner;                  // before the first prompt; EngineReady fills "{python}" and "{library}"
    std::size_t scrollback_lines = 100000;
    TextureMaker textures;                    // without it a picture is a line of words
    bool complete_as_typed = true;            // else on Tab only
    ConsoleId console = 0;                    // whose names its cells see
    std::filesystem::path draft_folder = {};  // where a ConsoleSet keeps what is half typed; "": nowhere
    std::function<void(const std::string& file, int line)>
        open_file;  // a line of a traceback was clicked: shown at that line
    std::function<void(const std::string& text, int line)> open_text;  // the same of a cell that has scrolled out
    std::function<bool(RunId run, int line)> show_cell;  // ... of one of another console's; false: not there any more
    std::function<void(TabAction)> on_tab;  // asked for by a key or a click; without it there is one console only
};

// Thread: UI.   GIL: never.
class ConsolePanel {
public:
    ConsolePanel(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);
    ~ConsolePanel();

    // What the engine told. The host drains the queue and hands on each event, in order; those that are not the
    // console's are ignored. Returns an estimate of the work in bytes, for the host's time budget.
    std::size_t handle(ConsoleEvent& event);
    void observe(const ConsoleEvent& event);  // of another console's run: that it goes on, and how far it is
    void set_tabs(std::vector<ConsoleTab> tabs, std::size_t front);  // in the header, in place of its title

    // Draws into `rect` (header included), inside a frame and outside any ImGui window. `input` is this frame's share,
    // in order; it is read only when `focused` (keys, text) or when the pointer is inside or captured (mouse). `now` is
    // steady seconds, for caret and clock.
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);

    void toggle_variables();  // the list at its side
    bool shows_variables() const;
    bool to_next_part();  // the keyboard from the prompt to the variables; false: on to another panel
    bool running() const;
    double next_tick() const;                     // steady seconds at which it wants another frame; infinity: never
    std::vector<PanelRow> rows() const;           // as drawn last
    std::string typed() const;                    // what stands at the prompt
    std::string draft() const;                    // what was typed and is not entered: no answer to a script
    std::uint64_t draft_revision() const;         // changes with it
    void put_back(const std::string& draft);      // as if it had just been typed
    void type(std::string text);                  // as if pasted (menus, dropped files)
    void print(std::string text, Stream stream);  // the host's own word in the scrollback
    void clear();                                 // the scrollback
    void copy_selection();                        // for the menu
    void copy_without_prompts();                  // the input in the selection, as it can be run
    void copy_script();                           // all that was entered in this session
    bool show_cell(RunId run, int line);          // where it was echoed; false: it has scrolled out, or never was
    bool has_selection() const;
    void find();             // opens Find
    void open_last_error();  // the line that the last traceback names

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
