// Input brought to a text view and its editor, in order: mouse, keys, typed text, clipboard, caret. What prompt, script
// editor and log share.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "gimbal/console/clipboard.h"
#include "text/edit/text_editor.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// The editor's text may be only a part of what the view shows (the prompt under the scrollback), hence the two maps.
// Thread: UI.   GIL: not needed.
class EditSurface {
public:
    EditSurface(TextView& view, TextEditor* editor, Clipboard clipboard, KeyPlace place);  // editor nullptr: read-only

    // --- Set by the owner.
    std::function<TextPosition(TextPosition)> to_view = [](TextPosition p) { return p; };
    std::function<std::optional<TextPosition>(TextPosition)> to_buffer = [](TextPosition p) {
        return std::optional(p);
    };
    std::function<bool(const InputEvent&)> on_input;      // first look at everything, in order; true: taken
    std::function<bool(const InputEvent&)> on_key;        // first look at every key; true: taken
    std::function<bool(char32_t)> on_text;                // first look at every character; true: taken
    std::function<bool(Command, double now)> on_command;  // first look at every command; true: taken
    std::function<void()> on_edited = [] {};              // the buffer changed: its source and layout must follow
    std::function<void(std::string&)> on_paste;           // may change what is about to go in
    std::function<void(char32_t)> on_typed;               // after a character went in

    // `blocked`: another widget has the keyboard and the mouse; only a drag that began here goes on.
    void process(std::span<const InputEvent> input, bool focused, bool blocked, double now);
    double next_tick() const;

    // --- Commands, for keys and menus alike.
    void run_command(Command command, bool extend);
    void paste();
    void paste_primary();  // what is selected anywhere, as by the middle button
    void paste_text(std::string_view text);
    void ask_paste(
        std::function<void(std::string_view)> take);  // the clipboard for another field; keys wait for it, too
    bool copy();                                      // false: nothing selected
    void share_selection();  // the view's, as X11 has it: the middle button elsewhere pastes it
    void set_clipboard(std::string text) { clipboard_.set(std::move(text)); }
    void select(TextPosition begin, TextPosition end);  // of the view; brings it into sight with what stands around it
    void edited();                                      // after any change of the editor's text or caret from outside
    void show_caret() { view_.reveal(caret()); }
    TextPosition caret() const { return to_view(editor_->caret()); }
    // The bracket beside the caret and its partner, as the view knows them; nothing while text is selected or another
    // has the keys.
    std::optional<BracketMatch> brackets();
    bool caret_visible() const { return caret_visible_; }
    bool waits_for_clipboard() const { return waiting_since_ > 0; }

private:
    bool handle_mouse(const InputEvent& event, bool focused);
    void handle_key(const InputEvent& event, double now);
    void sync_selection();
    using Getter = std::function<void(std::function<void(std::string)>)>;
    void ask_clipboard(const Getter& get, std::function<void(std::string_view)> take);
    void select_in_editor();
    TextPosition rows_from(TextPosition from, int rows);

    TextView& view_;
    TextEditor* editor_;
    Clipboard clipboard_;
    const KeyPlace place_;
    std::deque<InputEvent> held_;  // keys behind a paste that is not answered yet
    double waiting_since_ = 0, now_ = 0;
    double blink_from_ = 0;
    bool caret_visible_ = true, focused_ = false;
    std::uint32_t goal_cell_ = 0;
    TextPosition goal_at_{~LineId{0}, 0};  // where moving by rows left the caret; elsewhere the goal is new
    std::uint64_t asked_ = 0;              // which clipboard answer is waited for
    std::shared_ptr<EditSurface*> self_;   // what a late clipboard answer looks at
};

}  // namespace gimbal::console
