// The strip above a text in which words are looked for, and in an editor replaced: its fields, its keys, what it shows.
#pragma once
#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/console_panel.h"
#include "panel/view/edit_surface.h"
#include "text/model/text_search.h"

namespace gimbal::console {

// The current match is the view's selection, so Escape leaves it selected and the next search goes on from there. The
// text gives way to the strip, so it covers nothing. Thread: UI.   GIL: not needed.
class FindBar {
public:
    // `editor`: of the surface where the text can be changed, else nullptr. A log is searched from its end.
    FindBar(TextView& view, EditSurface& surface, TextEditor* editor, bool from_end);

    std::function<void(TextPosition)> uncover = [](TextPosition) {};  // makes a match seen that a fold hides

    bool on_command(Command command);        // find, next, previous, replace; true: taken
    bool on_input(const InputEvent& event);  // first look at keys, text and mouse; true: taken
    bool is_open() const { return open_; }
    bool has_keyboard() const { return open_ && keyboard_; }
    void open(bool replace);
    void close();
    void leave() { keyboard_ = false; }  // the keyboard goes elsewhere; what is found stays marked

    // Once a frame, before the text is placed: goes on searching. The height of the strip, 0 while closed.
    float work(const PanelStyle& style, double now);
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, bool caret_visible);
    std::span<const TextMatch> marks(LineId line);  // what the painter marks
    double next_tick() const { return next_tick_; }
    std::vector<PanelRow> rows() const;  // none while closed

private:
    enum class Action { none, field, replacement, match_case, previous, next, close, replace, replace_all };
    struct Place {
        Rect rect;
        Action action;
    };
    TextEditor& field() { return fields_[in_replacement_ ? 1 : 0]; }
    std::string words(std::size_t field = 0) const { return fields_[field].buffer().text(); }
    bool press_mouse(const InputEvent& event);
    bool press_key(const InputEvent& event);
    bool field_command(Command command, bool extend);
    void act(Action action);
    void words_changed();
    void seek_from_origin();
    void show(const TextMatch& match);
    bool at_match();  // the selection is one
    void replace_one();
    void replace_all();
    std::string count_words() const;
    void draw_field(ImDrawList* list, const PanelStyle& style, const Rect& rect, std::size_t which, bool caret_visible);
    void draw_button(ImDrawList* list, const PanelStyle& style, const Rect& rect, Action action, const char* label,
                     bool on);

    TextView& view_;
    EditSurface& surface_;
    TextEditor* const editor_;
    const bool from_end_;
    bool open_ = false, replace_ = false, keyboard_ = false, in_replacement_ = false, pressed_ = false,
         match_case_ = false;
    std::array<TextEditor, 2> fields_;
    TextPosition origin_;                   // where the search for what is being typed begins
    std::uint64_t number_ = 0, count_ = 0;  // as drawn last
    bool counted_ = true;
    double next_tick_ = 1e300;
    std::vector<Place> places_;
};

}  // namespace gimbal::console
