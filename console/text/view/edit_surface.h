// Passes input to a text view and its editor in order: mouse, keys, typed text, clipboard. Prompt, script editor and
// log share it.
#pragma once
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/clipboard.h"
#include "text/edit/text_editor.h"
#include "text/view/text_view.h"

namespace gimbal::console {

// The widget that owns a surface implements this. The editor may hold only a part of the text that the view shows, such
// as the prompt below the scrollback. to_view and to_buffer convert the positions.
// Thread: UI.   GIL: not needed.
class EditSurfaceOwner {
public:
    virtual TextPosition to_view(TextPosition typed) const { return typed; }
    virtual std::optional<TextPosition> to_buffer(TextPosition shown) const { return shown; }
    // Called first with every event, character and command, in order. True: handled.
    virtual bool on_input(const InputEvent& event) = 0;
    virtual bool on_text(char32_t) { return false; }
    virtual bool on_command(Command command) = 0;
    virtual bool takes_keys() const { return true; }  // false: keys stay in the surface until take_held()
    virtual void on_edited() = 0;                     // the buffer has changed; update its source and layout
    virtual void on_paste(std::string&) {}            // may change the text before it is inserted
    virtual void on_typed(char32_t) {}                // a character was inserted
    virtual void uncover(TextPosition) {}             // unfold the text there, which will be selected

protected:
    ~EditSurfaceOwner() = default;
};

// Thread: UI.   GIL: not needed.
class EditSurface {
public:
    // `editor` is null if read-only.
    EditSurface(EditSurfaceOwner& owner, TextView& view, TextEditor* editor, Clipboard clipboard, KeyPlace place);
    EditSurfaceOwner& owner() { return owner_; }

    // `blocked`: another widget has the keyboard and the mouse; only a drag that began here continues.
    void process(std::span<const InputEvent> input, bool focused, bool blocked, double now);
    // The same in parts, for an owner that looks at each event itself.
    void begin(bool focused, double now);
    void handle(const InputEvent& event, bool blocked);
    void end();
    double next_tick() const;
    std::vector<InputEvent> take_held();  // keys that were not handled yet

    // --- Commands, for keys and menus.
    void run_command(Command command, bool extend);
    void paste();
    void paste_text(std::string_view text);
    // Gets the clipboard for another field. Keys wait meanwhile.
    void ask_paste(std::function<void(std::string_view)> take);
    bool copy();             // false: nothing is selected
    void share_selection();  // makes the view's selection the X11 primary selection
    void set_clipboard(std::string text);
    void select(TextPosition begin, TextPosition end);  // in the view; scrolls it into view with context
    void edited();                                      // call after changing the editor's text or caret from outside
    void show_caret() { view_.reveal(caret()); }
    TextPosition caret() const { return owner_.to_view(editor_->caret()); }
    // The bracket beside the caret and its partner, in positions of the view. None while text is selected or without
    // the focus.
    std::optional<BracketMatch> brackets();
    bool caret_visible() const { return caret_visible_; }

private:
    bool waits_for_clipboard() const { return waiting_since_ > 0; }
    void paste_primary();  // pastes the X11 primary selection, as the middle button does
    void handle_mouse(const InputEvent& event);
    void handle_held_keys();  // unless the clipboard has to answer first
    void handle_key(const InputEvent& event);
    void sync_selection();
    using Getter = std::function<void(std::function<void(std::string)>)>;
    void ask_clipboard(const Getter& get, std::function<void(std::string_view)> take);
    void select_in_editor();
    TextPosition rows_from(TextPosition from, int rows);

    EditSurfaceOwner& owner_;
    TextView& view_;
    TextEditor* editor_;
    Clipboard clipboard_;
    const KeyPlace place_;
    std::deque<InputEvent> held_;  // input that waits for the clipboard
    double waiting_since_ = 0, now_ = 0;
    double blink_from_ = 0;
    bool caret_visible_ = true, focused_ = false;
    std::uint32_t goal_cell_ = 0;
    TextPosition goal_at_{no_line, 0};    // the caret after the last move by rows; any other caret sets a new goal
    std::uint64_t asked_ = 0;             // the number of the latest clipboard request
    std::shared_ptr<EditSurface*> self_;  // a clipboard answer holds it weakly, so it can outlive the surface
};

}  // namespace gimbal::console
