// The one text view of the program as a widget: a source (editable or not), its layout, scroll, selection, caret. The
// console's scrollback and prompt, the script editor and the Info log are each one of these.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "gimbal/console/assist_source.h"
#include "gimbal/console/code_part.h"
#include "gimbal/console/events.h"
#include "gimbal/console/input_event.h"
#include "gimbal/console/panel_row.h"
#include "gimbal/console/panel_style.h"

namespace gimbal::console {

enum class Highlight { none, python };

struct TextPaneOptions {
    bool editable = false;
    bool line_numbers = false;
    Highlight highlight = Highlight::none;
    bool wrap = true;
    bool cells = false;               // `# %%` lines divide a script
    std::size_t line_limit = 100000;  // read-only panes drop lines at the front
    AssistSource* assist = nullptr;   // for an editor of Python: completions and call tips; outlives the pane
    bool complete_as_typed = true;
};

// Thread: UI.   GIL: never.
class TextPane {
public:
    explicit TextPane(TextPaneOptions options, Clipboard clipboard);
    ~TextPane();

    // --- The text.
    void set_text(std::string_view text);  // forgets undo; not "modified"
    void reload(std::string_view text);    // what differs, as one undoable edit; caret and view stay; not "modified"
    std::string text() const;
    void append(std::string_view text, ImU32 colour);  // read-only panes; keeps the tail in view if it was
    bool modified() const;                             // since set_text or mark_saved
    void mark_saved();
    std::uint64_t revision() const;  // changes with every edit
    bool can_undo() const;
    bool can_redo() const;
    void undo();
    void redo();
    void cut();
    void copy();
    void paste();
    void select_all();
    void find();  // opens Find
    void replace();
    bool keeps_escape() const;  // Find is open: it closes
    bool has_selection() const;
    std::string selected_text() const;
    int caret_line() const;     // from 1
    void go_to_line(int line);  // from 1; scrolls it into view
    // An error line, with words behind it; 0 clears. It goes with its line, and away when the line is edited.
    void mark_line(int line, ImU32 ground, std::string words = {});
    int marked_line() const;                 // 0: none
    std::string marked_words() const;        // all of them; "": no line is marked
    std::optional<Rect> marked_row() const;  // on screen, as drawn last: the last of the line's rows

    // --- Parts of a script that are run by themselves.
    CodePart cell() const;  // the one that holds the caret
    LineSpan cell_lines() const;
    CodePart selection_or_statement() const;              // under the caret
    std::string text_around(const CodePart& part) const;  // as code_part.h has it
    void go_on_after(const CodePart& part);               // the caret to its next line, with that line's cell in view

    void handle(const ConsoleEvent& event);  // takes the answers of `assist` and ignores other events

    // --- A key that the pane does not know is offered here first; true: taken. (Ctrl-Enter, Ctrl-S …)
    std::function<bool(const InputEvent&)> on_key;

    // Draws text only (no header) into `rect`. Same contract as ConsolePanel::draw.
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);
    double next_tick() const;
    std::vector<PanelRow> rows() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
