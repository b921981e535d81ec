// The console panel: scrollback and prompt for an Engine, in any Dear ImGui program.
#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/clipboard.h"
#include "gimbal/console/console_tab.h"
#include "gimbal/console/engine.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_row.h"
#include "gimbal/console/panel_style.h"
#include "gimbal/console/texture_maker.h"

namespace gimbal::console {

class WindowArea;

struct ConsolePanelOptions {
    std::filesystem::path history_file = {};  // "": the history is kept in memory only
    std::string banner = {};                  // before the first prompt; "{python}" and "{environment}" are replaced
    std::size_t scrollback_lines = 100000;
    TextureMaker textures = {};               // without it a picture is shown as a line of words
    bool complete_as_typed = true;            // false: completion appears on Tab only
    ConsoleId console = 0;                    // the namespace of its cells
    std::filesystem::path draft_folder = {};  // where a ConsoleSet keeps text that was not entered; "": nowhere
    // A click on a line of a traceback opens that line of the file.
    std::function<void(const std::string& file, int line)> open_file = {};
    // The same for a cell that has left the scrollback: `text` is its source.
    std::function<void(const std::string& text, int line)> open_text = {};
    // The same for a cell of another console. Returns false if its echo is gone.
    std::function<bool(RunId run, int line)> show_cell = {};
    std::function<void(TabAction)> on_tab = {};  // from a key or a click; without it there is one console only
};

// Thread: UI.   GIL: never.
class ConsolePanel {
public:
    ConsolePanel(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);
    ~ConsolePanel();

    // The host drains the engine's queue and passes each event on, in order. Events that do not concern the console are
    // ignored. Returns an estimate of the work in bytes, for the host's time budget.
    std::size_t handle(ConsoleEvent& event);

    // Draws into what is left of the current ImGui window: call it between Begin() and End(), in any window, child, tab
    // or dock node. A window that fits its content gets 50 by 25 heights of its text. `input` holds the events of this
    // frame in order, if the host has its own queue, such as GlfwPanelAdapter::input(). Without it the panel reads
    // ImGuiIO.
    //
    // The keyboard. The panel takes it when its window gets the focus, or with a click into the panel. It keeps Tab and
    // the arrow keys, and io.WantCaptureKeyboard is true meanwhile. The panel gives the keyboard back
    //   - when another window gets the focus, also by Ctrl-Tab; it returns with the focus;
    //   - when another widget of the same window is used, until the next click into the panel;
    //   - by Escape when there is nothing left to close or deselect, until the window gets the focus again.
    // Windows above the panel, popups and widgets that hold the mouse keep their clicks.
    void draw_in_window(const PanelStyle& style = {}, std::optional<std::span<const InputEvent>> input = std::nullopt);
    bool has_keyboard() const;  // in the last draw_in_window()
    void take_keyboard();       // in the next draw_in_window(); also brings its window to the front

    // For a host that places its panels itself: draws into `rect`, header included. Call it inside a frame and outside
    // any ImGui window. `input` holds the events of this frame in order. Keys and text are used only when `focused`,
    // mouse events only when the pointer is inside or captured. `now` is in steady seconds, for the caret and the
    // clock.
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);
    double next_tick() const;            // steady seconds when it needs another frame; infinity: never
    std::vector<PanelRow> rows() const;  // as drawn last

    bool running() const;                                            // a run is current
    void set_tabs(std::vector<ConsoleTab> tabs, std::size_t front);  // shown in the header instead of its title

    // --- The prompt.
    std::string typed() const;
    std::string draft() const;             // text typed but not entered; excludes an answer to a script
    std::uint64_t draft_revision() const;  // changes with the draft
    void restore_draft(const std::string& draft);
    void type(std::string text);  // inserts the text as a paste does

    // --- The scrollback.
    void print(std::string text, Stream stream);  // a message of the host
    // Prints a line that the user may choose, by a click or in the context menu: "Undo its changes" below a run that
    // has failed. `chosen` is called each time, until the line leaves the scrollback. It may print, and must not
    // destroy the panel.
    void offer(std::string words, std::function<void()> chosen);
    void clear();
    bool has_selection() const;
    void copy_selection();
    void copy_without_prompts();          // the input in the selection, ready to run
    void copy_script();                   // all input of this session
    bool show_cell(RunId run, int line);  // scrolls to its echo; false: its echo is not in the scrollback
    void open_last_error();               // opens the line that the last traceback names
    void find();

    // --- The variables at the right.
    void toggle_variables();
    bool shows_variables() const;
    bool to_next_part();  // moves the focus from the prompt to the variables; false: the next part is another panel

private:
    friend class ConsoleSet;
    void draw_in(WindowArea& area, const PanelStyle& style, std::optional<std::span<const InputEvent>> input);
    std::vector<InputEvent> take_rest();             // the input after a key or a click that asked for another console
    void give_input(std::vector<InputEvent> input);  // before that of the next frame
    void pass_on_input();                            // what comes now in this frame is for another console

    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
