// The parts of a console panel, and what connects them. Private to console_panel*.cpp.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "gimbal/console/prompt/engine_link.h"
#include "panel/assist/help_boxes.h"
#include "panel/assist/variable_pane.h"
#include "panel/console_screen.h"
#include "panel/context_menu.h"
#include "panel/log_selection.h"
#include "panel/new_lines_note.h"
#include "panel/offered_lines.h"
#include "panel/panel_header.h"
#include "panel/prompt/console_core.h"
#include "panel/source_links.h"
#include "panel/view/text_window.h"
#include "panel/view/window_area.h"
#include "text/view/edit_surface.h"
#include "text/view/find_bar.h"

namespace gimbal::console {

// Thread: UI.   GIL: never.
struct ConsolePanel::State final : EditSurfaceOwner, PromptView {
    State(Engine& engine, ConsolePanelOptions options, Clipboard clipboard);
    std::size_t handle(ConsoleEvent& event);

    // --- The prompt's view (console_panel_input.cpp).
    void run_command(Command command) override { surface.run_command(command, false); }
    bool on_edge_row(bool first) const override;
    void edited() override { surface.edited(); }
    void entered() override { screen.view().scroll_to_end(); }

    // --- Input (console_panel_input.cpp).
    TextPosition to_view(TextPosition typed) const override { return screen.text().to_view(typed); }
    std::optional<TextPosition> to_buffer(TextPosition shown) const override { return screen.text().to_typed(shown); }
    bool on_input(const InputEvent& event) override;
    bool on_text(char32_t code) override { return core.on_text(code); }
    bool on_command(Command command) override;
    bool takes_keys() const override { return !passes_on; }
    void on_edited() override { screen.refresh(); }
    void on_paste(std::string& pasted) override { core.on_paste(pasted); }
    void on_typed(char32_t code) override { core.on_typed(code); }
    void uncover(TextPosition position) override { screen.unfold(position); }
    bool extends_selection(const InputEvent& event);  // true: handled
    void copy_or_stop();
    bool request_tab(TabAction action);
    void toggle_last_fold();
    bool copy_text(std::string text);  // false: it is empty
    std::string selected_input() const;
    bool own_click(const InputEvent& event);   // true: handled
    bool take_press(const InputEvent& press);  // on the header, a fold, a cross of the queue
    void give_keyboard_to_variables();
    void show_variables();
    bool variables_input(const InputEvent& event);  // true: handled

    // --- The context menu (console_panel_menu.cpp).
    void open_menu(float x, float y, const RunRange* range);
    void open_menu_at_caret();
    std::vector<ContextMenu::Item> menu_items();

    // --- On screen (console_panel.cpp).
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);
    void draw_in(WindowArea& own_area, const PanelStyle& style, std::optional<std::span<const InputEvent>> input);
    struct Frame {
        Rect rect;
        const PanelStyle& style;
        std::span<const InputEvent> input;
        bool focused;
        bool blocked;  // a field or a popup of ImGui comes first
        double now;
    };
    void take_input(const Frame& frame);
    std::vector<InputEvent> take_rest();
    void draw_parts(ImDrawList* list, const Frame& frame);
    void report_size(const ViewGeometry& geometry);
    double next_tick() const;

    Engine& engine;
    const ConsolePanelOptions options;
    const RunModel& runs{engine.runs()};
    EngineLink link{engine, options.console};
    ConsoleCore core;
    TextEditor& editor{core.editor};
    TypingHelp& help{core.help};
    ConsolePrompt& prompt{core.prompt};
    HistorySearch& search{core.search};
    ConsoleScreen screen{core, options.textures};
    EditSurface surface;
    HelpBoxes help_boxes;
    FindBar find_bar{screen.view(), surface, &editor, true};
    VariablePane variables{engine, options.console, surface};
    LogSelection selection{screen, surface};
    SourceLinks links{screen, selection, runs, options};
    OfferedLines offers{screen};
    NewLinesNote new_lines{screen};
    ContextMenu menu;
    PanelHeader header;
    RunId menu_run = 0;     // the run whose lines the menu was opened on
    double clock_tick = 0;  // when the clock of the current run changes
    double drawn_at = 0;
    bool passes_on = false;  // a key or a click has asked for another console, to which the rest of the input goes
    std::vector<InputEvent> rest;  // input that comes before that of the next frame
    const std::string window_id = unique_window_id("##console");
    WindowArea area;                       // of draw_in_window()
    WindowArea* drawn_area = nullptr;      // during draw_in()
    PanelStyle completed_style;            // of the last frame, if the host's style left something open
    std::uint32_t columns = 0, lines = 0;  // as last reported to the engine
};

}  // namespace gimbal::console
