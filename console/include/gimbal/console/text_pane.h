// A text widget, editable or read-only, with scrolling, selection, search and undo. The script editor and the Info log
// are text panes.
#pragma once
#include <cstdint>
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

// The most bytes that a scrollback of `line_limit` lines holds. Set EngineOptions::output_backlog to no less.
std::size_t scrollback_byte_limit(std::size_t line_limit);

// Thread: UI.   GIL: never.
class KeyHandler {
public:
    virtual bool on_key(const InputEvent& event) = 0;  // a press or a repeat; true: handled

protected:
    ~KeyHandler() = default;
};

// `assist` and `keys` must outlive the pane.
struct TextPaneOptions {
    bool editable = false;
    bool line_numbers = false;
    Highlight highlight = Highlight::none;
    bool wrap = true;
    bool cells = false;               // lines `# %%` divide the text into cells
    std::size_t line_limit = 100000;  // of a read-only pane, which drops its first lines
    AssistSource* assist = nullptr;   // completions and call tips for Python
    bool complete_as_typed = true;
    KeyHandler* keys = nullptr;  // gets each key before the text does, but after an open find bar
};

// Thread: UI.   GIL: never.
class TextPane {
public:
    explicit TextPane(TextPaneOptions options, Clipboard clipboard);
    ~TextPane();

    // --- The text.
    void set_text(std::string_view text);  // clears undo; not "modified"
    void reload(std::string_view text);    // one undoable edit; keeps caret and view; not "modified"
    std::string text() const;
    void append(std::string_view text, ImU32 colour);  // read-only panes only; a view at the end stays at the end
    bool empty() const;                                // of an editable pane; in O(1)
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
    void find();  // opens the find bar
    void replace();
    bool keeps_escape() const;  // Escape would close the find bar or the completion list
    bool has_selection() const;
    std::string selected_text() const;
    int caret_line() const;                  // from 1
    int caret_column() const;                // from 1, in bytes
    void place_caret(int line, int column);  // at the nearest character; scrolls it into view
    void go_to_line(int line);               // from 1; scrolls it into view
    // Marks an error line, with words after it; 0 clears. The mark follows its line and goes away when that is edited.
    void mark_line(int line, ImU32 ground, std::string words = {});
    int marked_line() const;                 // 0: none
    std::string marked_words() const;        // uncut; "": no line is marked
    std::optional<Rect> marked_row() const;  // the line's last row on screen, in the last frame

    // --- Parts of a script to run.
    CodePart cell() const;  // the cell with the caret
    LineSpan cell_lines() const;
    CodePart selection_or_statement() const;              // the selection, else the statement under the caret
    std::string text_around(const CodePart& part) const;  // the whole text, with the part as it is run
    void advance_past(const CodePart& part);              // moves the caret to part.next and shows its cell

    void handle(const ConsoleEvent& event);  // handles the answers of `assist`; ignores other events

    // Draws into `rect`, without a header. See ConsolePanel::draw for the other parameters.
    void draw(Rect rect, const PanelStyle& style, std::span<const InputEvent> input, bool focused, double now);
    double next_tick() const;
    std::vector<PanelRow> rows() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace gimbal::console
