// The bar above a text that finds words and, in an editor, replaces them.
#pragma once
#include <array>
#include <span>
#include <string>
#include <vector>

#include "gimbal/console/panel_row.h"
#include "text/model/text_search.h"
#include "text/view/edit_surface.h"

namespace gimbal::console {

// The current match is the view's selection, so Escape leaves it selected and the next search starts from there. The
// text moves down for the bar, which covers nothing. Thread: UI.   GIL: not needed.
class FindBar {
public:
    // `editor` is the surface's, or null for a read-only text. `from_end`: search upwards, as in a log.
    FindBar(TextView& view, EditSurface& surface, TextEditor* editor, bool from_end);

    bool on_command(Command command);        // find, next, previous, replace; true: handled
    bool on_input(const InputEvent& event);  // keys, text and mouse; true: handled
    bool is_open() const { return open_; }
    bool has_keyboard() const { return open_ && keyboard_; }
    void open(bool replace);
    void close();
    void leave() { keyboard_ = false; }  // gives up the keyboard; the matches stay marked

    void work(double now);                          // once a frame, before the text is placed: continues the search
    std::span<const TextMatch> marks(LineId line);  // the matches to paint
    double next_tick() const { return next_tick_; }
    std::vector<PanelRow> rows() const;  // none while closed

    // --- For drawing. Field 0 holds the words to find, field 1 the replacement.
    std::size_t field_count() const { return open_ ? replace_ ? 2 : 1 : 0; }
    const TextEditor& field(std::size_t index) const { return fields_[index]; }
    bool is_active(std::size_t field) const { return keyboard_ && in_replacement_ == (field == 1); }
    bool matches_case() const { return match_case_; }
    bool finds_nothing() const { return count_ == 0 && counted_; }
    std::string count_words() const;  // "3 of 128", "not found"; "" for an empty field
    enum class Action { none, find_field, replace_field, match_case, previous, next, close, replace, replace_all };
    struct HitArea {
        Rect rect;
        Action action;
    };
    void set_hit_areas(std::vector<HitArea> areas) { hit_areas_ = std::move(areas); }  // where the last frame drew them

private:
    TextEditor& active_field() { return fields_[in_replacement_ ? 1 : 0]; }
    std::string words(std::size_t field = 0) const { return fields_[field].buffer().text(); }
    bool press_mouse(const InputEvent& event);
    bool press_key(const InputEvent& event);
    bool field_command(Command command, bool extend);
    void act(Action action);
    void words_changed();
    bool at_match();  // the selection is a match
    void replace_one();
    void replace_all();

    TextView& view_;
    EditSurface& surface_;
    TextEditor* const editor_;
    const bool from_end_;
    bool open_ = false, replace_ = false, keyboard_ = false, in_replacement_ = false, pressed_ = false,
         match_case_ = false;
    std::array<TextEditor, 2> fields_;
    TextPosition origin_;                   // where the search begins while the words are typed
    std::uint64_t number_ = 0, count_ = 0;  // as drawn last
    bool counted_ = true;
    double next_tick_ = HUGE_VAL;
    std::vector<HitArea> hit_areas_;
};

}  // namespace gimbal::console
