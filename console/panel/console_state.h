// The console panel's inside: its parts, and how they act on each other. Private to console_*.cpp.
#pragma once
#include <functional>
#include <map>
#include <utility>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "gimbal/console/engine_assist.h"
#include "panel/assist/typing_help.h"
#include "panel/assist/variable_pane.h"
#include "panel/log/console_log.h"
#include "panel/log/console_text.h"
#include "panel/log/queued_runs.h"
#include "panel/log/run_status.h"
#include "panel/log/source_link.h"
#include "panel/prompt/history.h"
#include "panel/view/console_tabs.h"
#include "panel/view/picture_shelf.h"
#include "panel/view/text_painter.h"
#include "text/view/edit_surface.h"
#include "text/view/find_bar.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
struct ConsolePanel::State {
    State(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);

    // --- What the engine told (console_events.cpp).
    void on_ready(const EngineReady& ready);
    void on_started(const RunStarted& started);
    void on_removed(const RunRemoved& removed);
    void on_ended(const RunEnded& ended);
    void on_picture(const Picture& picture);
    void tell_of_removed();  // the runs that a Stop, or a hand, took out of the queue
    void on_input_requested(const InputRequested& request);
    void on_input_done();

    // --- What the keyboard means at the prompt (console_keys.cpp).
    bool on_command(Command command, double now);
    void enter(bool at_once);
    void submit();
    void answer();
    void interrupt();
    void ask_tab(TabAction action) {
        if (options.on_tab) options.on_tab(action);
    }
    bool browse_history(bool back);
    bool tab_indents() const;  // else it completes
    bool inspect();            // what is typed is `name?`: asked about, not run
    void on_documentation(const Documentation& told);
    void typed(char32_t code);
    std::string typed_text() const { return editor.buffer().text(); }
    std::size_t caret_byte() const;  // of typed_text()
    void replace_typed(const std::string& text);
    void replace_by_entry(const std::string& entry, bool again);
    bool caret_on_last_line() const;
    bool caret_in_indent() const;
    void tell_of_history();  // what is wrong with its file, once

    // --- The variables at the side, when they have the keyboard (console_variables.cpp).
    void show_variables();
    void give_keyboard_to_variables();
    bool variables_input(const InputEvent& event);  // first look at keys and text; true: taken

    // --- The search through the history, with its own line at the prompt (console_search.cpp).
    void begin_search();
    void end_search(bool take);  // else what was typed before it stands there again
    bool search_text(char32_t code);
    bool search_command(Command command);  // false: not one of the search, which has ended
    void search_on(bool older);
    void show_found(std::optional<History::Match> found);
    void mark_found(std::vector<GroundMark>& grounds, const Palette& palette) const;

    // --- What is copied (console_copy.cpp).
    std::string input_between(const RunRange& range, TextPosition begin, TextPosition end) const;
    std::string selection_without_prompts() const;
    std::string input_of(const RunRange& range) const;
    std::string output_of(const RunRange& range) const;
    std::string session_as_script() const;
    bool copy_text(std::string copied);  // false: there is none

    // --- What is selected above the prompt, by keyboard (console_selection.cpp).
    bool selects_in_log() const;
    void select_run(bool above);
    bool extend_selection(Command command);  // by Shift and a key that moves; false: nothing is selected there
    TextPosition moved_by(Command command, TextPosition from);

    // --- Lines that name a place in a source (console_links.cpp).
    struct LinkPlace {
        LineId line;
        SourceLink link;
    };
    std::optional<LinkPlace> link_at(float x, float y) const;
    void follow_clicks(const InputEvent& event);
    void open_link(const SourceLink& link);
    bool show_cell(RunId run, int number);
    void open_last_error();             // the innermost line of the last traceback, or of the one in the selection
    bool open_link_above(LineId line);  // the nearest; false: there is none
    void draw_link_under_pointer(ImDrawList* list, const PanelStyle& style);

    // --- What came below what is read (console_below.cpp).
    void count_new_lines();
    std::string new_lines_words() const;  // "" when the end is in sight
    void draw_new_lines(ImDrawList* list, const PanelStyle& style);

    // --- The menu of the right button, or of a key (console_menu.cpp).
    struct MenuLine {
        std::string label;
        std::string_view keys;
        bool possible;
        std::function<void()> chosen;
    };
    void open_menu(float x, float y, const RunRange* range);
    void open_menu_at_caret();
    std::vector<MenuLine> menu_lines();
    void draw_menu(const PanelStyle& style);

    // --- On screen (console_panel.cpp).
    void refresh();  // view and prompt follow log, status and buffer
    std::vector<std::string> status_lines() const;
    void toggle_fold(const Fold& fold);
    std::optional<Remark> remark_at(LineId line) const;  // on the run whose echo begins there
    void uncover(TextPosition position);                 // unfolds what hides it
    bool toggle_lowest_fold();                           // of those on screen, else the lowest of all; false: none
    bool press_on_words(const InputEvent& press);        // on the row of a fold, on a cross of the queue
    std::optional<RowAddress> row_under(float y) const;
    void draw_header(ImDrawList* list, const PanelStyle& style, bool focused);
    void draw_progress_bar(ImDrawList* list, const PanelStyle& style);
    std::vector<InputEvent> without_clicks_of_ours(std::span<const InputEvent> input);

    Engine& engine;
    const ConsolePanelOptions options;
    ConsoleLog log;
    TextEditor editor;
    PictureShelf pictures;
    ConsoleText text;
    TextView view;
    EditSurface surface;
    FindBar find{view, surface, &editor, true};
    TextPainter painter;
    History history;
    RunStatus status;
    QueuedRuns queue;
    EngineAssist assist{engine, [this] { return options.console; }};
    TypingHelp help{assist, editor, surface, view};
    VariablePane variables{engine, options.console};
    ConsoleTabs tabs;

    RunId echoed = 0;                      // the cell echoed as it was entered, until its end was told here
    std::map<RunId, std::string> to_echo;  // cells queued behind a run are echoed when their turn comes
    struct Entered {
        RunId run;
        std::string source;
    };
    std::vector<Entered> entered;  // in this session, in order
    std::optional<LinkPlace> pressed_link;
    std::optional<LineId> opened_line;  // the one whose link was opened by a key last
    float press_x = 0, press_y = 0;
    LineId flash_line = ~LineId{0};  // shown for a moment
    double flash_until = 0;
    bool flash_asked = false;           // from the next frame on: a console behind is not drawn yet
    std::optional<LineId> left_end_at;  // the end of the output when the view left it
    Rect new_lines_pill;                // as drawn last
    RunId menu_run = 0;                 // whose lines the menu was opened on
    float menu_x = 0, menu_y = 0;
    bool menu_asked = false;
    std::vector<std::string> menu_rows;    // as drawn last
    std::uint64_t browsed_revision = 0;    // of the text as browsing left it: the next step is undone with it
    std::vector<std::uint64_t> inspected;  // requests of `name?` that are not answered yet
    std::string asked;                     // the script's prompt while it waits for input
    struct {
        std::string text;
        TextSelection selection;
        bool pasted_block = false, shows_each = false;
    } set_aside;                 // typed before input() asked
    bool asking = false;         // the prompt is the script's
    bool pasted_block = false;   // Enter runs it as it stands, without a blank line
    TextPosition brought_caret;  // where the history left the caret in such a block: from there too
    bool shows_each = false;     // pasted: each of its statements shows its value
    std::string ran_each;        // the last such block: brought back, it runs so again
    struct {
        bool on = false;
        bool shows = false;  // an entry stands at the prompt, as one edit
        std::string wanted;
        History::Match match;
    } search;
    LineId prompt_begin = 0;  // as the view knows it
    Rect rect, stop_button;   // as drawn last
    double clock_tick = 0;    // when the running clock shows another tenth
    double drawn_at = 0;
};

}  // namespace gimbal::console
