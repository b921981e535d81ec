// The list of variables at the right of the console: name, type, size, short value. The assist thread makes it by
// value, so it works while a script runs, and it runs no code of the script.
#pragma once
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gimbal/console/engine.h"
#include "gimbal/console/panel_style.h"
#include "text/view/edit_surface.h"

namespace gimbal::console {

// Updated at the end of each run, and every second during one. The chosen variable stays chosen by its name. A row is
// chosen only while the list has the keyboard. Thread: UI.   GIL: never.
class VariablePane {
public:
    // Double click or Enter puts a name into the prompt.
    VariablePane(Engine& engine, ConsoleId console, EditSurface& prompt)
        : engine_(engine),
          console_(console),
          prompt_(prompt) {}

    void open();  // and takes the keyboard
    void close();
    bool is_open() const { return open_; }
    bool has_keyboard() const { return open_ && keyboard_; }
    void take_keyboard() { keyboard_ = open_; }
    void leave() { keyboard_ = false; }
    bool on_command(Command command);        // while it has the keyboard; true: handled
    bool on_mouse(const InputEvent& event);  // true: handled

    void handle(const ConsoleEvent& event);
    float width_in(float panel_width, const PanelStyle& style) const;  // 0 while closed
    void draw(ImDrawList* list, const PanelStyle& style, const Rect& rect, double now);
    double next_tick() const { return next_tick_; }
    std::vector<std::string> rows() const;  // empty while closed

private:
    void ask(double now);
    void take(const VariableList& list);
    void choose(std::ptrdiff_t place);  // scrolls it into view
    void drag_to(float y);
    void press(const InputEvent& event);
    void pick();
    std::string line(std::size_t place) const;
    bool all_seen() const { return variables_.size() <= rows_shown_; }
    Rect track() const { return {rect_.x, first_y_, rect_.width, rect_.y + rect_.height - first_y_}; }
    ScrollThumb thumb() const;
    void draw_rows(ImDrawList* list, const PanelStyle& style) const;

    Engine& engine_;
    const ConsoleId console_;
    EditSurface& prompt_;
    bool open_ = false, keyboard_ = false, more_ = false, known_ = false;
    std::uint64_t request_ = 0;                 // pending; 0: none
    std::optional<std::uint64_t> shown_ended_;  // RunModel::ended() at the last request; empty: ask again
    double asked_at_ = -1e9, next_tick_ = HUGE_VAL;
    std::vector<Variable> variables_;
    std::size_t chosen_ = 0, first_ = 0, rows_shown_ = 0;  // first_: scrolled to; rows_shown_: as drawn last
    float wheel_rest_ = 0, first_y_ = 0, row_height_ = 1, bar_width_ = 8;
    bool dragging_ = false;  // the scroll thumb
    float grab_ = 0;         // the grabbed point of the thumb
    Rect rect_;
};

}  // namespace gimbal::console
